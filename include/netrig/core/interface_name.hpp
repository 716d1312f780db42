// The name of a network interface, as the kernel accepts it.
#pragma once

#include <string>
#include <string_view>

#include "netrig/core/print.hpp"

namespace netrig {

/// 1 to 15 bytes, not "." or "..", none of them '/', ':' or white space (dev_valid_name in
/// net/core/dev.c), and no '%', which the kernel would read as a pattern.
class InterfaceName {
 public:
  /// Throws DescriptionError ("not an interface name: 'a-name-with-16-b' has 16 bytes, the kernel
  /// takes at most 15").
  InterfaceName(const char* text) : InterfaceName(std::string(text)) {}
  InterfaceName(std::string_view text) : InterfaceName(std::string(text)) {}
  InterfaceName(std::string text);

  const std::string& str() const noexcept { return text_; }
  auto operator<=>(const InterfaceName&) const = default;

 private:
  std::string text_;
};
inline std::string to_string(const InterfaceName& name) {
  return name.str();
}
template <>
inline constexpr bool is_printable<InterfaceName> = true;

}  // namespace netrig
