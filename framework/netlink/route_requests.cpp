#include "netlink/requests.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace netrig::netlink {
namespace {

std::uint8_t kernel_type(RouteType type) {
  switch (type) {
    case RouteType::unicast: return RTN_UNICAST;
    case RouteType::local: return RTN_LOCAL;
    case RouteType::broadcast: return RTN_BROADCAST;
    case RouteType::anycast: return RTN_ANYCAST;
    case RouteType::multicast: return RTN_MULTICAST;
    case RouteType::blackhole: return RTN_BLACKHOLE;
    case RouteType::unreachable: return RTN_UNREACHABLE;
    case RouteType::prohibit: return RTN_PROHIBIT;
  }
  return RTN_UNSPEC;
}

// Without a gateway the next hop is on the link (ip-route(8): `scope link`).
std::uint8_t scope(const Route& route) {
  return route.type == RouteType::unicast && !route.via && route.destination.is_v4()
             ? RT_SCOPE_LINK
             : RT_SCOPE_UNIVERSE;
}

rtmsg& put_route(Message& message, const Route& route, int interface_index) {
  auto& header = message.put_header<rtmsg>();
  header.rtm_family = route.destination.is_v4() ? AF_INET : AF_INET6;
  header.rtm_dst_len = static_cast<std::uint8_t>(route.destination.length());
  header.rtm_table = RT_TABLE_UNSPEC;
  header.rtm_type = kernel_type(route.type);
  message.put(RTA_TABLE, route.table);
  if (!route.is_default()) message.put(RTA_DST, route.destination.address());
  if (route.via) message.put(RTA_GATEWAY, *route.via);
  if (interface_index != 0) message.put_index(RTA_OIF, interface_index);
  if (route.metric) message.put(RTA_PRIORITY, *route.metric);
  if (route.preferred_source) message.put(RTA_PREFSRC, *route.preferred_source);
  return header;
}

}  // namespace

void add_route(Batch& batch, const Route& route, int interface_index) {
  auto message = batch.add(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL,
                           [route] { return fmt::format("cannot add route {}", route); });
  auto& header = put_route(message, route, interface_index);
  header.rtm_protocol = RTPROT_STATIC;
  header.rtm_scope = scope(route);
}

void remove_route(Batch& batch, const Route& route, int interface_index) {
  auto message =
      batch.add(RTM_DELROUTE, 0, [route] { return fmt::format("cannot remove route {}", route); });
  put_route(message, route, interface_index).rtm_scope = RT_SCOPE_NOWHERE;
}

}  // namespace netrig::netlink
