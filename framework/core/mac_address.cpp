#include "netrig/core/mac_address.hpp"

#include <fmt/format.h>

#include <charconv>

#include "netrig/core/error.hpp"

namespace netrig {

MacAddress::MacAddress(std::string_view text) {
  const auto refuse = [text] {
    throw DescriptionError(
        fmt::format("not a link-layer address: '{}'; write 02:00:5e:10:00:00", text));
  };
  constexpr std::size_t length = 17;  // six pairs of digits and five colons
  if (text.size() != length) refuse();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto* pair = text.data() + 3 * i;
    if (i != 0 && pair[-1] != ':') refuse();
    const auto [end, error] = std::from_chars(pair, pair + 2, bytes[i], 16);
    if (error != std::errc() || end != pair + 2) refuse();
  }
}

std::string to_string(const MacAddress& address) {
  return fmt::format("{:02x}", fmt::join(address.bytes, ":"));
}

}  // namespace netrig
