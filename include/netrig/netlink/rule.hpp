// A routing rule: which table a packet's route is looked up in (ip-rule(8)).
//
//   RoutingRule{.priority = 100, .from = "10.0.1.0/24", .table = 100}
//   RoutingRule{.mark = 1, .table = 7, .family = Family::ipv6}
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/ip_protocol.hpp"
#include "netrig/netlink/route.hpp"

namespace netrig {

/// What becomes of a packet that the rule matches. For errors see RouteType, but `unreachable`: a
/// rule that says so is "no route" to a local sender (ENETUNREACH).
enum class RuleAction {
  lookup,
  blackhole,
  unreachable,
  prohibit,
  goto_,  ///< `goto`: on to a rule further back
  nop,    ///< nothing; a place for a goto to lead to
};
/// "lookup", "blackhole", "goto", ...
std::string to_string(RuleAction action);
template <>
inline constexpr bool is_printable<RuleAction> = true;

/// A packet's mark (`fwmark`), compared where the mask has a bit.
struct MarkMatch {
  std::uint32_t value;
  std::uint32_t mask = 0xffff'ffff;

  MarkMatch(std::uint32_t mark, std::uint32_t bits = 0xffff'ffff) : value(mark), mask(bits) {}
  bool operator==(const MarkMatch&) const = default;
};

/// Ports from `first` to `last`.
struct PortRange {
  std::uint16_t first;
  std::uint16_t last;

  PortRange(std::uint16_t only) : first(only), last(only) {}
  PortRange(std::uint16_t lowest, std::uint16_t highest) : first(lowest), last(highest) {}
  bool operator==(const PortRange&) const = default;
};

/// Users from `first` to `last`, by whose sockets packets are sent.
struct UserRange {
  uid_t first;
  uid_t last;

  UserRange(uid_t only) : first(only), last(only) {}
  UserRange(uid_t lowest, uid_t highest) : first(lowest), last(highest) {}
  bool operator==(const UserRange&) const = default;
};

/// Matches what all that is said of it holds for; the lowest priority is asked first.
struct RoutingRule {
  /// Where it stands: 0 to 4294967295. When empty, the kernel puts it before all others but the
  /// rule for table local.
  std::optional<std::uint32_t> priority{};
  /// `not`: matches what any of the following does not hold for. The kernel takes a rule and its
  /// opposite for one where it adds and removes them.
  bool inverted = false;
  std::optional<Prefix> from{};
  std::optional<Prefix> to{};
  std::string incoming_interface{};  ///< `iif`; "lo" is what the node itself sends
  std::string outgoing_interface{};  ///< `oif`: what a socket bound to it sends
  std::optional<MarkMatch> mark{};
  std::uint8_t tos = 0;              ///< the IP header's, without its ECN bits; any when 0
  std::optional<UserRange> users{};  ///< `uidrange`: of those whom this user namespace knows
  std::optional<IpProtocol> protocol{};
  std::optional<PortRange> source_ports{};
  std::optional<PortRange> destination_ports{};
  RuleAction action = RuleAction::lookup;
  std::uint32_t table = main_table;  ///< of `lookup`; 0 is that of the packet's VRF (`l3mdev`)
  /// A route of this length or shorter is not taken, and the next rule is asked: 0 for all but
  /// default routes.
  std::optional<std::uint32_t> suppress_prefix_length{};
  std::uint32_t target = 0;  ///< of `goto`: the priority of the rule that is asked next
  /// Of a listed rule: it looks at more than is said here, a DSCP or a tunnel's id for one.
  bool has_more = false;
  /// Of `from` and `to`; where both are empty IPv4 unless given.
  std::optional<Family> family{};

  Family effective_family() const;
  /// Equal to what the kernel lists when it was added with its priority.
  bool operator==(const RoutingRule& other) const;
};
/// As ip-rule(8) says it: "100: not from 10.0.1.0/24 fwmark 0x1/0xff iif eth0 lookup 100", without
/// its number where it has none
std::string to_string(const RoutingRule& rule);
template <>
inline constexpr bool is_printable<RoutingRule> = true;

}  // namespace netrig
