#include "netrig/core/endpoint.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

std::optional<std::uint16_t> parse_number(std::string_view text) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

[[noreturn]] void refuse(std::string_view text) {
  throw DescriptionError(
      fmt::format("not an endpoint: '{}'; write 10.0.0.1:80/tcp or [2001:db8::1]:53/udp", text));
}

}  // namespace

std::string to_string(Protocol protocol) {
  return protocol == Protocol::tcp ? "tcp" : "udp";
}

std::string to_string(TransportPort port) {
  return fmt::format("{}/{}", port.number, to_string(port.protocol));
}

Endpoint::Endpoint(std::string_view text) {
  const auto slash = text.rfind('/');
  const auto colon = text.rfind(':', slash);
  if (slash == std::string_view::npos || colon == std::string_view::npos) refuse(text);
  const auto number = parse_number(text.substr(colon + 1, slash - colon - 1));
  const auto protocol = text.substr(slash + 1);
  if (!number || (protocol != "tcp" && protocol != "udp")) refuse(text);

  auto host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string_view::npos)) refuse(text);
  address = IpAddress(host);
  port = {protocol == "tcp" ? Protocol::tcp : Protocol::udp, *number};
}

std::strong_ordering Endpoint::operator<=>(const Endpoint& other) const {
  if (address != other.address)
    return address < other.address ? std::strong_ordering::less : std::strong_ordering::greater;
  return port <=> other.port;
}

std::string to_string(const Endpoint& endpoint) {
  const auto host = to_string(endpoint.address);
  return endpoint.address.is_v6() ? fmt::format("[{}]:{}", host, endpoint.port)
                                  : fmt::format("{}:{}", host, endpoint.port);
}

}  // namespace netrig
