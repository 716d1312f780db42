// Where a packet died, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/print.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

enum class DropCause {
  rule,       ///< a rule of nftables: DropReport::rule
  policy,     ///< the policy of a chain of nftables: DropReport::rule, which has no handle
  route,      ///< the node does not send it on or does not take it: no route, a blackhole,
              ///< forwarding is off, rp_filter
  link,       ///< an interface on the way is down or has no carrier
  neighbour,  ///< the next hop does not answer ARP or neighbour discovery
  ttl,        ///< it may pass no more routers
  mtu,        ///< it is too large for a link, and must not be fragmented
  fault,      ///< a Fault that a test has injected
  kernel,     ///< what only DropReport::kernel_reason tells: a rule of iptables' legacy backend, a
              ///< filter or queue of tc, an XDP program, a socket's filter, ...
};
/// "rule", "policy", "route", ...
std::string to_string(DropCause cause);
template <>
inline constexpr bool is_printable<DropCause> = true;

/// What decided a packet in nftables, by nft's names.
struct DecidingRule {
  std::string table{};       ///< "inet filter"
  std::string chain{};       ///< "forward"
  std::uint64_t handle = 0;  ///< 0: no rule but the chain's policy
  std::string comment{};
  /// As `nft list ruleset` prints it. Empty where the node's ruleset did not come from
  /// nftables_file() or nftables_text(): netrig::nftables knows how to ask for it.
  std::string text{};
  bool rejects = false;  ///< it answers with a RST or an ICMP error

  bool operator==(const DecidingRule&) const = default;
};
/// "table inet filter, chain forward, handle 7: tcp dport 80 drop comment "maintenance"", "table
/// inet filter, chain forward: its policy"
std::string to_string(const DecidingRule& rule);
template <>
inline constexpr bool is_printable<DecidingRule> = true;

struct DropReport {
  std::string node{};          ///< its name
  std::optional<NodeId> id{};  ///< of the same; empty where the network is not known
  DropCause cause = DropCause::rule;
  bool is_reply = false;  ///< it was an answer on its way back, or an ICMP error
  /// As it was there, behind any address translation so far: "10.0.1.2:41834 -> 10.0.2.2:80/tcp"
  std::string packet{};
  std::string incoming_interface{};  ///< empty when the node sent it itself
  std::string outgoing_interface{};  ///< empty when it was not decided yet
  std::optional<DecidingRule> rule{};
  /// Why the kernel freed it, by the running kernel's own name (enum skb_drop_reason, without its
  /// prefix: "NETFILTER_DROP"), and the function of the kernel that did. Only root in the first
  /// user namespace is told, where netrig was built with libbpf (Feature::ebpf); empty otherwise,
  /// and where a rule rejects.
  std::string kernel_reason{}, kernel_function{};
  std::string explanation{};  ///< what the fields do not say: "no route to 10.0.9.1"
  /// Why the next packet may fare better: "limit". Empty where it cannot, and the probe ended at
  /// once.
  std::string doubt{};
  /// Of DropCause::route: the type of the route or routing rule that ended it, blackhole, prohibit
  /// or unreachable. Empty where none did, as where a route is missing.
  std::optional<RouteType> route_type{};

  bool operator==(const DropReport&) const = default;
};
/// "dropped at firewall" and, each on a line of its own, by what and which packet it was.
std::string to_string(const DropReport& report);
template <>
inline constexpr bool is_printable<DropReport> = true;

}  // namespace netrig
