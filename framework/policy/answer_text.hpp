// What is known of an answer, in words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "netrig/policy/matrix.hpp"

namespace netrig {

/// The outcome; where it is not known, "IPv4: drop".
std::string answer_text(Family family, const Answer& answer);

/// All lines but the first moved to the right.
std::string indented(std::string_view text, std::size_t columns);

}  // namespace netrig
