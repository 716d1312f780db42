// Texts of several lines as parts of others.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace netrig {

/// All lines but the first moved to the right.
std::string hanging(std::string_view text, std::size_t columns);

}  // namespace netrig
