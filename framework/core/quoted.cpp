#include "core/quoted.hpp"

#include <fmt/format.h>

namespace netrig {

std::string quoted(std::string_view bytes) {
  constexpr std::size_t longest = 200;
  std::string text = "\"";
  for (const char byte : bytes.substr(0, longest)) {
    switch (byte) {
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\t': text += "\\t"; break;
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      default:
        if (byte >= ' ' && byte <= '~')
          text += byte;
        else
          text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  text += '"';
  if (bytes.size() > longest) text += fmt::format("... ({} bytes)", bytes.size());
  return text;
}

}  // namespace netrig
