#include "netlink/route_reader.hpp"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/attributes.hpp"
#include "netlink/next_hops.hpp"
#include "netlink/queries.hpp"

namespace netrig::netlink {
namespace {

using RouteAttributes = Attributes<RTA_MAX>;

void read_next_hop(const rtnexthop& header, const InterfaceNames& names, NextHop& hop) {
  hop.interface = name_of(header.rtnh_ifindex, names);
  hop.weight = header.rtnh_hops + 1U;
  hop.onlink = (header.rtnh_flags & RTNH_F_ONLINK) != 0;
  const auto* attribute = reinterpret_cast<const nlattr*>(RTNH_DATA(&header));
  auto rest = static_cast<int>(header.rtnh_len - sizeof(rtnexthop));
  for (; mnl_attr_ok(attribute, rest);
       rest -= MNL_ALIGN(attribute->nla_len), attribute = mnl_attr_next(attribute)) {
    if (mnl_attr_get_type(attribute) == RTA_GATEWAY) hop.via = address_in(attribute);
    if (mnl_attr_get_type(attribute) == RTA_VIA) hop.via = address_in_via(attribute);
  }
}

// The attributes of a next hop stand behind its header.
void read_next_hops(const nlattr* multipath, const InterfaceNames& names, Route& route) {
  for_each_hop(multipath, [&](const rtnexthop& hop) {
    read_next_hop(hop, names, route.next_hops.emplace_back());
  });
}

bool leads_nowhere(RouteType type) {
  return type == RouteType::blackhole || type == RouteType::unreachable ||
         type == RouteType::prohibit || type == RouteType::throw_;
}

void read_way(const rtmsg& message, const RouteAttributes& attributes, const InterfaceNames& names,
              Route& route) {
  if (attributes[RTA_NH_ID]) {
    // The object's gateway and interface are listed here as well (nexthop_compat_mode), and of a
    // blackhole object the type: fib_dump_info() in net/ipv4/fib_semantics.c.
    route.nexthop_id = mnl_attr_get_u32(attributes[RTA_NH_ID]);
    route.type = RouteType::unicast;
    return;
  }
  if (attributes[RTA_MULTIPATH]) return read_next_hops(attributes[RTA_MULTIPATH], names, route);
  if (attributes[RTA_GATEWAY]) route.via = address_in(attributes[RTA_GATEWAY]);
  if (attributes[RTA_VIA]) route.via = address_in_via(attributes[RTA_VIA]);
  route.onlink = (message.rtm_flags & RTNH_F_ONLINK) != 0;
  // IPv6 lists `lo` with routes that lead nowhere.
  if (attributes[RTA_OIF] && !leads_nowhere(route.type))
    route.interface = name_of(static_cast<int>(mnl_attr_get_u32(attributes[RTA_OIF])), names);
}

}  // namespace

std::optional<RouteType> route_type(std::uint8_t type) {
  switch (type) {
    case RTN_UNICAST: return RouteType::unicast;
    case RTN_LOCAL: return RouteType::local;
    case RTN_BROADCAST: return RouteType::broadcast;
    case RTN_ANYCAST: return RouteType::anycast;
    case RTN_MULTICAST: return RouteType::multicast;
    case RTN_BLACKHOLE: return RouteType::blackhole;
    case RTN_UNREACHABLE: return RouteType::unreachable;
    case RTN_PROHIBIT: return RouteType::prohibit;
    case RTN_THROW: return RouteType::throw_;
    default: return std::nullopt;
  }
}

InterfaceNames interface_names(Socket& socket, const std::string& place) {
  InterfaceNames names;
  for (auto& interface : interfaces(socket, place))
    names.emplace(interface.index, std::move(interface.name));
  return names;
}

std::string name_of(int index, const InterfaceNames& names) {
  const auto name = names.find(index);
  return name == names.end() ? std::string() : name->second;
}

// RTA_VIA: a gateway of the other family (RFC 8950), two bytes of family before the address.
IpAddress address_in_via(const nlattr* attribute) {
  const auto* via = static_cast<const rtvia*>(mnl_attr_get_payload(attribute));
  if (via->rtvia_family == AF_INET) {
    boost::asio::ip::address_v4::bytes_type bytes;
    std::copy_n(via->rtvia_addr, bytes.size(), bytes.begin());
    return boost::asio::ip::address_v4(bytes);
  }
  boost::asio::ip::address_v6::bytes_type bytes;
  std::copy_n(via->rtvia_addr, bytes.size(), bytes.begin());
  return boost::asio::ip::address_v6(bytes);
}

std::optional<Route> read_route(const nlmsghdr& header, const InterfaceNames& names) {
  const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  const RouteAttributes attributes(header, sizeof(rtmsg));
  const auto type = route_type(message.rtm_type);
  // Cached clones are answers to look-ups, not routes.
  if (!type || (message.rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;

  const auto any = message.rtm_family == AF_INET ? IpAddress("0.0.0.0") : IpAddress("::");
  Route route;
  route.type = *type;
  route.by_kernel = message.rtm_protocol == RTPROT_KERNEL;
  route.destination = {attributes[RTA_DST] ? address_in(attributes[RTA_DST]) : any,
                       message.rtm_dst_len};
  route.table = attributes[RTA_TABLE] ? mnl_attr_get_u32(attributes[RTA_TABLE]) : message.rtm_table;
  if (attributes[RTA_PRIORITY]) route.metric = mnl_attr_get_u32(attributes[RTA_PRIORITY]);
  if (attributes[RTA_PREFSRC]) route.preferred_source = address_in(attributes[RTA_PREFSRC]);
  if (attributes[RTA_METRICS])
    if (const auto* mtu = Attributes<RTAX_MAX>(attributes[RTA_METRICS])[RTAX_MTU])
      route.mtu = mnl_attr_get_u32(mtu);
  read_way(message, attributes, names, route);
  return route;
}

}  // namespace netrig::netlink
