// A route: what a user describes, what the kernel lists.
//
//   Route{.destination = "10.0.9.0/24", .via = "10.0.1.1"}
//   Route::default_via("10.0.1.1")
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

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
};
std::string to_string(RouteType type);
template <>
inline constexpr bool is_printable<RouteType> = true;

struct Route {
  Prefix destination{"0.0.0.0/0"};
  std::optional<IpAddress> via{};  ///< the gateway; on-link when empty
  std::string interface {};        ///< found from `via` when empty
  RouteType type = RouteType::unicast;
  std::optional<std::uint32_t> metric{};  ///< the lower wins; the kernel's default when empty
  std::optional<IpAddress> preferred_source{};
  bool by_kernel = false;     ///< made by the kernel for an address (`proto kernel`)
  std::uint32_t table = 254;  ///< 254 main, 255 local (/etc/iproute2/rt_tables)

  /// The default route of the gateway's family: 0.0.0.0/0 or ::/0.
  static Route default_via(const IpAddress& gateway);

  bool is_default() const { return destination.length() == 0; }
  bool operator==(const Route&) const = default;
};
/// As ip-route(8) says it: "default via 10.0.1.1 dev eth0 metric 100", "blackhole 10.9.0.0/16"
std::string to_string(const Route& route);
template <>
inline constexpr bool is_printable<Route> = true;

}  // namespace netrig
