// A link-layer (Ethernet) address.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "netrig/core/print.hpp"

namespace netrig {

struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};  ///< in the order of transmission

  MacAddress() = default;
  explicit MacAddress(const std::array<std::uint8_t, 6>& octets) : bytes(octets) {}
  /// "02:00:5e:10:00:00"; throws DescriptionError.
  MacAddress(const char* text) : MacAddress(std::string_view(text)) {}
  MacAddress(std::string_view text);

  auto operator<=>(const MacAddress&) const = default;
};
/// "02:00:5e:10:00:00"
std::string to_string(const MacAddress& address);
template <>
inline constexpr bool is_printable<MacAddress> = true;

}  // namespace netrig
