// What a node would do with a packet, asked of its kernel without sending one (`ip route get`).
//
//   FibAnswer answer = network[router].look_up({.destination = "10.0.2.2"});
//   network[router].look_up({.destination = "10.0.2.2", .source = "10.0.1.2",
//                            .incoming_interface = "eth0"});
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/ip_protocol.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"

namespace netrig {

/// A packet, as far as routing looks at it.
struct FibQuestion {
  IpAddress destination{};
  /// When empty the node's own choice, as for a socket that is bound to no address.
  std::optional<IpAddress> source{};
  /// Where the packet comes in; it needs a source. When empty, the node sends it itself.
  std::string incoming_interface{};
  std::string outgoing_interface{};  ///< of a socket that is bound to it (SO_BINDTODEVICE)
  std::uint32_t mark = 0;            ///< SO_MARK, or what the firewall has marked it with
  std::uint8_t tos = 0;              ///< the IP header's, without its ECN bits
  /// TCP, UDP, ICMP or, in IPv6, ICMPv6: rules and the choice among next hops may look at it.
  std::optional<IpProtocol> protocol{};
  std::uint16_t source_port = 0;  ///< of TCP and UDP
  std::uint16_t destination_port = 0;
  std::optional<uid_t> user{};  ///< whose socket sends it
};
/// "10.0.2.2 from 10.0.1.2 iif eth0 mark 0x1 ipproto udp sport 4000 dport 53"
std::string to_string(const FibQuestion& question);
template <>
inline constexpr bool is_printable<FibQuestion> = true;

struct FibAnswer {
  FibQuestion question{};
  /// unicast: sent on; local, anycast: delivered here; broadcast, multicast: to all who hear it,
  /// this node too when it comes in; blackhole, unreachable, prohibit: a route or a rule says so.
  /// Empty where nothing leads there: see `explanation`.
  std::optional<RouteType> type{};
  std::optional<Route> route{};       ///< that decides
  std::optional<RoutingRule> rule{};  ///< that decides, instead of a route
  std::string interface {};           ///< through which it leaves; empty when it does not
  /// Whose link-layer address the frame gets: the gateway, of a multipath route the one chosen for
  /// this flow. Empty when the destination itself is on the link.
  std::optional<IpAddress> via{};
  std::optional<IpAddress> source{};  ///< that the node gives a packet of its own
  std::error_code error{};            ///< the kernel's, where the packet is not delivered
  std::string explanation{};          ///< what the fields do not say

  bool is_sent_on() const { return type == RouteType::unicast; }
  /// To this node. Of an IPv6 multicast that comes in the kernel does not say so.
  bool is_delivered() const;
  /// The node that gets the frame: the gateway, or the destination on the link.
  IpAddress next_hop() const { return via.value_or(question.destination); }
};
/// In the words of ip-route(8), and behind "by" what decides: "10.0.2.2 via 10.0.1.1 dev eth0 src
/// 10.0.1.2 by default via 10.0.1.1 dev eth0", "prohibit 10.0.9.1 by prohibit 10.0.9.0/24",
/// "10.0.9.1: Network is unreachable"
std::string to_string(const FibAnswer& answer);
template <>
inline constexpr bool is_printable<FibAnswer> = true;

}  // namespace netrig
