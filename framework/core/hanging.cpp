#include "core/hanging.hpp"

namespace netrig {

std::string hanging(std::string_view text, std::size_t columns) {
  std::string result;
  for (const char each : text) {
    result += each;
    if (each == '\n') result.append(columns, ' ');
  }
  return result;
}

}  // namespace netrig
