// What is known of an answer, in words.
#pragma once

#include <string>

#include "netrig/policy/matrix.hpp"

namespace netrig {

/// The outcome; where it is not known, "IPv4: drop".
std::string answer_text(Family family, const Answer& answer);

}  // namespace netrig
