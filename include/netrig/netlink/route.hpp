// A route: what a user describes, what the kernel lists.
//
//   Route{.destination = "10.0.9.0/24", .via = "10.0.1.1"}
//   Route::default_via("10.0.1.1")
//   Route{.destination = "10.0.9.0/24", .next_hops = {{.via = "10.0.1.1"}, {.via = "10.0.2.1"}}}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// Routing tables that every node has (/etc/iproute2/rt_tables); 1 to 252 and those from 256 up are
/// the user's.
inline constexpr std::uint32_t main_table = 254;
inline constexpr std::uint32_t default_table = 253;
inline constexpr std::uint32_t local_table = 255;  ///< kept by the kernel
inline constexpr std::uint32_t all_tables = 0;     ///< where routes are listed

/// What becomes of a packet that the route matches (ip-route(8)).
enum class RouteType {
  unicast,
  local,      ///< delivered here; kept by the kernel in table local
  broadcast,  ///< kept by the kernel in table local
  anycast,    ///< kept by the kernel in table local
  multicast,
  blackhole,    ///< discarded without a word; a local sender gets EINVAL
  unreachable,  ///< ICMP host unreachable; a local sender gets EHOSTUNREACH
  prohibit,     ///< ICMP administratively prohibited; a local sender gets EACCES
  throw_,       ///< `throw`: the look-up in this table ends, and the next rule's begins
};
std::string to_string(RouteType type);
template <>
inline constexpr bool is_printable<RouteType> = true;

/// One of the ways of a multipath route (ECMP). Which flow takes which is the kernel's choice, by a
/// hash of the packet: net.ipv4.fib_multipath_hash_policy and its IPv6 twin.
struct NextHop {
  std::optional<IpAddress> via{};  ///< the gateway; on-link when empty
  std::string interface {};        ///< found from `via` when empty
  unsigned weight = 1;             ///< its share of the flows, 1 to 256
  bool onlink = false;             ///< as Route::onlink

  bool operator==(const NextHop&) const = default;
};

struct Route {
  Prefix destination{"0.0.0.0/0"};
  /// The gateway; on-link when empty. An IPv4 route may have an IPv6 one (RFC 8950) where it also
  /// names the interface.
  std::optional<IpAddress> via{};
  std::string interface {};  ///< found from `via` when empty
  RouteType type = RouteType::unicast;
  std::optional<std::uint32_t> metric{};  ///< the lower wins; the kernel's default when empty
  std::optional<IpAddress> preferred_source{};
  bool by_kernel = false;  ///< made by the kernel for an address (`proto kernel`)
  std::uint32_t table = main_table;
  /// Two or more ways instead of `via` and `interface`.
  std::vector<NextHop> next_hops{};
  /// Instead of them, the id of a NexthopObject (`nhid`). It is that object which is listed with
  /// its gateway and interface, not the route.
  std::optional<std::uint32_t> nexthop_id{};
  bool onlink = false;                 ///< the gateway is on the link, whatever the addresses say
  std::optional<std::uint32_t> mtu{};  ///< bytes, of packets that take this route

  /// The default route of the gateway's family: 0.0.0.0/0 or ::/0.
  static Route default_via(const IpAddress& gateway);

  bool is_default() const { return destination.length() == 0; }
  /// The metric that the kernel works with: an IPv6 route that is added with 0 gets 1024
  /// (IP6_RT_PRIO_USER, include/net/ip6_route.h). Only the kernel's own, to the node itself, have
  /// 0.
  std::uint32_t effective_metric() const;
  /// A route that was added with its interface is equal to what the kernel lists: an empty metric
  /// is the same as the kernel's own. One without is what HasRoute() is for.
  bool operator==(const Route& other) const;
  /// Whether this is what the other one describes: what that leaves empty is not compared. Its
  /// destination, type and table are.
  bool has_all_of(const Route& wanted) const;
};
/// As ip-route(8) says it: "default via 10.0.1.1 dev eth0 metric 100", "blackhole 10.9.0.0/16",
/// "default nexthop via 10.0.1.1 dev eth0 weight 1 nexthop via 10.0.2.1 dev eth1 weight 1"
std::string to_string(const Route& route);
template <>
inline constexpr bool is_printable<Route> = true;
/// "nexthop via 10.0.1.1 dev eth0 weight 1"
std::string to_string(const NextHop& hop);
template <>
inline constexpr bool is_printable<NextHop> = true;
/// "local", "main", "default", else the number
std::string table_name(std::uint32_t table);

}  // namespace netrig
