#include "netlink/queries.hpp"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>

#include "netlink/attributes.hpp"

namespace netrig::netlink {
namespace {

using Names = std::map<int, std::string>;

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
    default: return std::nullopt;
  }
}

std::string name_of(int index, const Names& names) {
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

void read_gateway(const Attributes<RTA_MAX>& attributes, Route& route) {
  if (attributes[RTA_GATEWAY]) route.via = address_in(attributes[RTA_GATEWAY]);
  if (attributes[RTA_VIA]) route.via = address_in_via(attributes[RTA_VIA]);
}

// Each next hop of a multipath route; its attributes stand behind its header.
void add_next_hops(const nlattr* multipath, const Route& common, const Names& names,
                   std::vector<Route>& found) {
  auto left = static_cast<int>(mnl_attr_get_payload_len(multipath));
  const auto* hop = static_cast<const rtnexthop*>(mnl_attr_get_payload(multipath));
  for (; RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
    auto route = common;
    route.interface = name_of(hop->rtnh_ifindex, names);
    const auto* attribute = reinterpret_cast<const nlattr*>(RTNH_DATA(hop));
    auto rest = static_cast<int>(hop->rtnh_len - sizeof(rtnexthop));
    for (; mnl_attr_ok(attribute, rest);
         rest -= MNL_ALIGN(attribute->nla_len), attribute = mnl_attr_next(attribute)) {
      if (mnl_attr_get_type(attribute) == RTA_GATEWAY) route.via = address_in(attribute);
      if (mnl_attr_get_type(attribute) == RTA_VIA) route.via = address_in_via(attribute);
    }
    found.push_back(std::move(route));
  }
}

void read_route(const nlmsghdr& header, std::uint32_t table, const Names& names,
                std::vector<Route>& found) {
  const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<RTA_MAX> attributes(header, sizeof(rtmsg));
  const auto type = route_type(message.rtm_type);
  // Cached clones are answers to look-ups, not routes.
  if (!type || (message.rtm_flags & RTM_F_CLONED) != 0) return;

  const auto any = message.rtm_family == AF_INET ? IpAddress("0.0.0.0") : IpAddress("::");
  Route route;
  route.type = *type;
  route.by_kernel = message.rtm_protocol == RTPROT_KERNEL;
  route.destination = {attributes[RTA_DST] ? address_in(attributes[RTA_DST]) : any,
                       message.rtm_dst_len};
  route.table = attributes[RTA_TABLE] ? mnl_attr_get_u32(attributes[RTA_TABLE]) : message.rtm_table;
  if (table != 0 && route.table != table) return;
  if (attributes[RTA_PRIORITY]) route.metric = mnl_attr_get_u32(attributes[RTA_PRIORITY]);
  if (attributes[RTA_PREFSRC]) route.preferred_source = address_in(attributes[RTA_PREFSRC]);
  if (attributes[RTA_MULTIPATH]) {
    add_next_hops(attributes[RTA_MULTIPATH], route, names, found);
    return;
  }
  read_gateway(attributes, route);
  if (attributes[RTA_OIF])
    route.interface = name_of(static_cast<int>(mnl_attr_get_u32(attributes[RTA_OIF])), names);
  found.push_back(std::move(route));
}

}  // namespace

std::vector<Route> routes(Socket& socket, const std::string& place, std::uint32_t table) {
  Names names;
  for (auto& interface : interfaces(socket, place))
    names.emplace(interface.index, std::move(interface.name));

  std::vector<Route> all;
  for (const auto family : {AF_INET, AF_INET6}) {
    Batch batch(place);
    batch.add(RTM_GETROUTE, NLM_F_DUMP, [] { return std::string("cannot list the routes"); })
        .put_header<rtmsg>()
        .rtm_family = static_cast<unsigned char>(family);
    std::vector<Route> found;
    socket.dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) { read_route(header, table, names, found); });
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

}  // namespace netrig::netlink
