#include "netlink/requests.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

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
    case RouteType::throw_: return RTN_THROW;
  }
  return RTN_UNSPEC;
}

// Without a gateway the next hop is on the link (ip-route(8): `scope link`).
std::uint8_t scope(const Route& route) {
  // A local one is of this node alone: the kernel takes it with no other scope.
  if (route.type == RouteType::local) return RT_SCOPE_HOST;
  const bool leads_on = route.via || !route.next_hops.empty() || route.nexthop_id;
  const bool leads_to_the_link =
      !leads_on && (route.type == RouteType::unicast || route.type == RouteType::broadcast ||
                    route.type == RouteType::multicast || route.type == RouteType::anycast);
  return leads_to_the_link && route.destination.is_v4() ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
}

// RTA_VIA is for a gateway of the other family: its family in two bytes, then the address.
void put_gateway(Message& message, const IpAddress& via, bool route_is_v4) {
  if (via.is_v4() == route_is_v4) return message.put(RTA_GATEWAY, via);
  std::array<unsigned char, sizeof(rtvia) + 16> bytes{};
  const std::uint16_t family = via.is_v4() ? AF_INET : AF_INET6;
  std::memcpy(bytes.data(), &family, sizeof(family));
  const auto put = [&](const auto& address) {
    std::ranges::copy(address, bytes.begin() + sizeof(rtvia));
    message.put_bytes(RTA_VIA, bytes.data(), sizeof(rtvia) + address.size());
  };
  via.is_v4() ? put(via.to_v4().to_bytes()) : put(via.to_v6().to_bytes());
}

void put_next_hop(Message& message, const NextHop& hop, int index, bool route_is_v4) {
  rtnexthop* header = nullptr;
  const auto length = message.put_entry<rtnexthop>([&](rtnexthop& entry) {
    header = &entry;
    if (hop.via) put_gateway(message, *hop.via, route_is_v4);
  });
  header->rtnh_len = static_cast<unsigned short>(length);
  header->rtnh_hops = static_cast<unsigned char>(hop.weight - 1);
  header->rtnh_flags = hop.onlink ? RTNH_F_ONLINK : 0;
  header->rtnh_ifindex = index;
}

rtmsg& put_route(Message& message, const Route& route, const RouteIndexes& indexes) {
  auto& header = message.put_header<rtmsg>();
  const bool is_v4 = route.destination.is_v4();
  header.rtm_family = is_v4 ? AF_INET : AF_INET6;
  header.rtm_dst_len = static_cast<std::uint8_t>(route.destination.length());
  header.rtm_table = RT_TABLE_UNSPEC;
  header.rtm_type = kernel_type(route.type);
  if (route.onlink) header.rtm_flags = RTNH_F_ONLINK;
  message.put(RTA_TABLE, route.table);
  if (!route.is_default()) message.put(RTA_DST, route.destination.address());
  if (route.via) put_gateway(message, *route.via, is_v4);
  if (indexes.interface != 0) message.put_index(RTA_OIF, indexes.interface);
  if (route.nexthop_id) message.put(RTA_NH_ID, *route.nexthop_id);
  if (route.metric) message.put(RTA_PRIORITY, *route.metric);
  if (route.preferred_source) message.put(RTA_PREFSRC, *route.preferred_source);
  if (route.mtu) message.nest(RTA_METRICS, [&] { message.put(RTAX_MTU, *route.mtu); });
  if (!route.next_hops.empty())
    message.nest(RTA_MULTIPATH, [&] {
      for (std::size_t i = 0; i < route.next_hops.size(); ++i)
        put_next_hop(message, route.next_hops[i],
                     i < indexes.next_hops.size() ? indexes.next_hops[i] : 0, is_v4);
    });
  return header;
}

std::size_t room_for(const Route& route) {
  constexpr std::size_t all_but_next_hops = 256, next_hop = 64;
  return all_but_next_hops + next_hop * route.next_hops.size();
}

void put_new_route(Batch& batch, int flags, const char* verb, const Route& route,
                   const RouteIndexes& indexes) {
  auto message = batch.add(
      RTM_NEWROUTE, NLM_F_CREATE | flags,
      [verb, route] { return fmt::format("cannot {} route {}", verb, route); }, room_for(route));
  auto& header = put_route(message, route, indexes);
  header.rtm_protocol = RTPROT_STATIC;
  header.rtm_scope = scope(route);
}

}  // namespace

void add_route(Batch& batch, const Route& route, const RouteIndexes& indexes) {
  put_new_route(batch, NLM_F_EXCL, "add", route, indexes);
}

void replace_route(Batch& batch, const Route& route, const RouteIndexes& indexes) {
  put_new_route(batch, NLM_F_REPLACE, "replace", route, indexes);
}

void remove_route(Batch& batch, const Route& route, const RouteIndexes& indexes) {
  auto message = batch.add(
      RTM_DELROUTE, 0, [route] { return fmt::format("cannot remove route {}", route); },
      room_for(route));
  put_route(message, route, indexes).rtm_scope = RT_SCOPE_NOWHERE;
}

}  // namespace netrig::netlink
