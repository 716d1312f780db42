// Transport ports and endpoints.
//
//   tcp(80)                          a port of a protocol, on no address in particular
//   Endpoint("10.0.2.2", tcp(80))    the same on one address; prints "10.0.2.2:80/tcp"
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

enum class Protocol { tcp, udp };
/// "tcp", "udp"
std::string to_string(Protocol protocol);
template <>
inline constexpr bool is_printable<Protocol> = true;

/// A port of a protocol. Number 0 means "the kernel picks one", and only where that is documented.
struct TransportPort {
  Protocol protocol;
  std::uint16_t number;

  auto operator<=>(const TransportPort&) const = default;
};
/// "80/tcp"
std::string to_string(TransportPort port);
template <>
inline constexpr bool is_printable<TransportPort> = true;

constexpr TransportPort tcp(std::uint16_t number) {
  return {Protocol::tcp, number};
}
constexpr TransportPort udp(std::uint16_t number) {
  return {Protocol::udp, number};
}

/// One end of a transport connection.
struct Endpoint {
  IpAddress address;
  TransportPort port{Protocol::tcp, 0};

  Endpoint() = default;
  Endpoint(const IpAddress& at, TransportPort transport_port) : address(at), port(transport_port) {}
  /// "10.0.2.2:80/tcp" or "[2001:db8::1]:53/udp"; throws DescriptionError.
  Endpoint(const char* text) : Endpoint(std::string_view(text)) {}
  Endpoint(std::string_view text);
  Endpoint(const std::string& text) : Endpoint(std::string_view(text)) {}

  bool operator==(const Endpoint&) const = default;
  std::strong_ordering operator<=>(const Endpoint& other) const;
};
/// "10.0.2.2:80/tcp", "[2001:db8::1]:53/udp"
std::string to_string(const Endpoint& endpoint);
template <>
inline constexpr bool is_printable<Endpoint> = true;

}  // namespace netrig
