#include "netlink/saved_route.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/attributes.hpp"

namespace netrig::netlink {
namespace {

using RouteAttributes = Attributes<RTA_MAX>;

// What the kernel says of a route's present state, and takes from nobody.
constexpr unsigned int state_flags =
    RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_OFFLOAD | RTNH_F_TRAP | RTNH_F_UNRESOLVED;

template <class Visit>
void for_each_hop(const nlattr* multipath, Visit&& visit) {
  auto left = static_cast<int>(mnl_attr_get_payload_len(multipath));
  auto* hop = static_cast<rtnexthop*>(mnl_attr_get_payload(multipath));
  for (; RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) visit(*hop);
}

bool leads_through(const RouteAttributes& attributes, int interface_index) {
  bool found = attributes[RTA_OIF] &&
               static_cast<int>(mnl_attr_get_u32(attributes[RTA_OIF])) == interface_index;
  if (attributes[RTA_MULTIPATH])
    for_each_hop(attributes[RTA_MULTIPATH],
                 [&](const rtnexthop& hop) { found |= hop.rtnh_ifindex == interface_index; });
  return found;
}

// The kernel makes its own again: RTPROT_KERNEL, RTPROT_RA, RTPROT_REDIRECT.
bool is_somebodys(const rtmsg& message) {
  return (message.rtm_flags & RTM_F_CLONED) == 0 && message.rtm_protocol != RTPROT_KERNEL &&
         message.rtm_protocol != RTPROT_RA && message.rtm_protocol != RTPROT_REDIRECT;
}

Prefix destination_of(const rtmsg& message, const RouteAttributes& attributes) {
  const auto any = message.rtm_family == AF_INET ? IpAddress("0.0.0.0") : IpAddress("::");
  return {attributes[RTA_DST] ? address_in(attributes[RTA_DST]) : any, message.rtm_dst_len};
}

SavedRoute save(const nlmsghdr& header, const RouteAttributes& attributes) {
  const auto* begin = static_cast<const char*>(mnl_nlmsg_get_payload(&header));
  std::vector<char> payload(begin, begin + mnl_nlmsg_get_payload_len(&header));
  auto& message = *reinterpret_cast<rtmsg*>(payload.data());
  message.rtm_flags &= ~state_flags;
  if (const auto* multipath = attributes[RTA_MULTIPATH]) {
    const auto offset = reinterpret_cast<const char*>(multipath) - begin;
    for_each_hop(reinterpret_cast<const nlattr*>(payload.data() + offset), [](rtnexthop& hop) {
      hop.rtnh_flags = static_cast<unsigned char>(hop.rtnh_flags & ~state_flags);
    });
  }
  const bool has_gateway =
      attributes[RTA_GATEWAY] || attributes[RTA_VIA] || attributes[RTA_MULTIPATH];
  return {destination_of(message, attributes), std::move(payload), has_gateway};
}

}  // namespace

std::vector<SavedRoute> routes_through(Socket& socket, const std::string& place,
                                       int interface_index) {
  std::vector<SavedRoute> all;
  for (const auto family : {AF_INET, AF_INET6}) {
    Batch batch(place);
    batch.add(RTM_GETROUTE, NLM_F_DUMP, [] { return std::string("cannot list the routes"); })
        .put_header<rtmsg>()
        .rtm_family = static_cast<unsigned char>(family);
    std::vector<SavedRoute> found;
    socket.dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) {
          const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
          const RouteAttributes attributes(header, sizeof(rtmsg));
          if (is_somebodys(message) && leads_through(attributes, interface_index))
            found.push_back(save(header, attributes));
        });
    std::ranges::move(found, std::back_inserter(all));
  }
  std::ranges::stable_sort(all, {}, &SavedRoute::has_gateway);
  return all;
}

void restore_route(Batch& batch, const SavedRoute& saved) {
  auto message = batch.add(
      RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL,
      [to = saved.destination] { return fmt::format("cannot put back the route to {}", to); },
      NLMSG_HDRLEN + saved.payload.size());
  message.put_payload(saved.payload.data(), saved.payload.size());
}

}  // namespace netrig::netlink
