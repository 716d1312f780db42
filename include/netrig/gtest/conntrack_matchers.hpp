// What a node's connection tracking must say, address translation above all:
//
//   EXPECT_THAT(node(gateway).conntrack(), Tracks({.from = "10.0.0.2",
//                                                  .to = "192.0.2.80:80/tcp",
//                                                  .seen_as = "203.0.113.1"}));
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/gtest/list_matchers.hpp"
#include "netrig/netlink/conntrack.hpp"

namespace netrig {

/// One end of a tracked connection: an address, or an address with a port of a protocol.
class ConnectionEnd {
 public:
  /// "10.0.0.2", "10.0.0.2:80/tcp", "[2001:db8::1]:53/udp"; throws DescriptionError.
  ConnectionEnd(const char* text) : ConnectionEnd(std::string_view(text)) {}
  ConnectionEnd(std::string_view text);
  ConnectionEnd(const std::string& text) : ConnectionEnd(std::string_view(text)) {}
  ConnectionEnd(const IpAddress& address) : address_(address) {}
  ConnectionEnd(const Endpoint& endpoint) : address_(endpoint.address), port_(endpoint.port) {}

  bool is(const IpAddress& address, std::uint8_t protocol, std::uint16_t port) const;
  friend std::string to_string(const ConnectionEnd& end);

 private:
  IpAddress address_;
  std::optional<TransportPort> port_{};
};
template <>
inline constexpr bool is_printable<ConnectionEnd> = true;

/// A connection, by what a test knows of it; what is left empty is not compared.
struct TrackedConnection {
  /// As the one who began it sees it.
  std::optional<ConnectionEnd> from{}, to{};
  /// Whom its packets come from when they have left the node: the address that SNAT gave them, or
  /// that of `from` where nothing may change it.
  std::optional<ConnectionEnd> seen_as{};
  /// Where its packets go when they have left the node: where DNAT sends them.
  std::optional<ConnectionEnd> delivered_to{};
  std::optional<std::uint8_t> protocol{};  ///< IPPROTO_*; an end with a port says it as well
  std::optional<std::uint16_t> zone{};     ///< of both directions; 0 is that of no `ct zone set`
  std::optional<std::uint16_t> original_zone{}, reply_zone{};  ///< of one direction only
  std::optional<std::uint32_t> mark{};
  std::optional<bool> answered{};  ///< packets were seen in both directions
};
/// "a connection from 10.0.0.2 to 192.0.2.80:80/tcp, seen as 203.0.113.1"
std::string to_string(const TrackedConnection& connection);
template <>
inline constexpr bool is_printable<TrackedConnection> = true;

bool matches(const ConntrackEntry& entry, const TrackedConnection& wanted);

/// A tracked connection that has all that is said of it.
ListsMatcher<ConntrackEntry> Tracks(const TrackedConnection& connection);

}  // namespace netrig
