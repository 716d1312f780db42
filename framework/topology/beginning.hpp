// How a text is called that may have many lines.
#pragma once

#include <algorithm>
#include <string_view>

namespace netrig {

/// Its first line that is not empty, without the blanks before it.
inline std::string_view beginning_of(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
  return text.substr(0, text.find('\n'));
}

}  // namespace netrig
