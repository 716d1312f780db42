#include "netlink/saved_route.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/attributes.hpp"
#include "netlink/next_hops.hpp"

namespace netrig::netlink {
namespace {

using RouteAttributes = Attributes<RTA_MAX>;

// What the kernel says of a route's present state, and takes from nobody.
constexpr unsigned int state_flags =
    RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_OFFLOAD | RTNH_F_TRAP | RTNH_F_UNRESOLVED;

bool leads_through(const RouteAttributes& attributes, int interface_index,
                   const SavedNexthops& nexthops) {
  if (attributes[RTA_NH_ID]) return nexthops.hold(mnl_attr_get_u32(attributes[RTA_NH_ID]));
  bool found = attributes[RTA_OIF] &&
               static_cast<int>(mnl_attr_get_u32(attributes[RTA_OIF])) == interface_index;
  if (attributes[RTA_MULTIPATH])
    for_each_hop(attributes[RTA_MULTIPATH],
                 [&](const rtnexthop& hop) { found |= hop.rtnh_ifindex == interface_index; });
  return found;
}

// An administrator's. The kernel makes its own again (RTPROT_KERNEL, RTPROT_RA, RTPROT_REDIRECT),
// and so does a daemon (RTPROT_BIRD, RTPROT_ZEBRA, RTPROT_DHCP), when it finds that it should.
bool is_somebodys(const rtmsg& message) {
  const auto by = message.rtm_protocol;
  return (message.rtm_flags & RTM_F_CLONED) == 0 &&
         (by == RTPROT_UNSPEC || by == RTPROT_BOOT || by == RTPROT_STATIC);
}

// What a route by a nexthop object is listed with beyond that, and the kernel does not take back.
bool is_the_objects(std::uint16_t type) {
  return type == RTA_OIF || type == RTA_GATEWAY || type == RTA_VIA || type == RTA_MULTIPATH;
}

void append(std::vector<char>& bytes, const void* data, std::size_t size) {
  const auto* begin = static_cast<const char*>(data);
  bytes.insert(bytes.end(), begin, begin + size);
}

// rtmsg and attributes without the route's present state.
std::vector<char> payload_of(const nlmsghdr& header, bool by_nexthop) {
  std::vector<char> payload;
  auto message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  message.rtm_flags &= ~state_flags;
  append(payload, &message, sizeof(message));
  for_each_attribute(header, sizeof(rtmsg), [&](const nlattr& attribute) {
    const auto type = mnl_attr_get_type(&attribute);
    if (by_nexthop && is_the_objects(type)) return;
    const auto at = payload.size();
    append(payload, &attribute, MNL_ALIGN(attribute.nla_len));
    if (type == RTA_MULTIPATH)
      for_each_hop(reinterpret_cast<const nlattr*>(payload.data() + at), [](rtnexthop& hop) {
        hop.rtnh_flags = static_cast<unsigned char>(hop.rtnh_flags & ~state_flags);
      });
  });
  return payload;
}

SavedRoute save(const nlmsghdr& header) {
  const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  const RouteAttributes attributes(header, sizeof(rtmsg));
  const auto any = message.rtm_family == AF_INET ? IpAddress("0.0.0.0") : IpAddress("::");
  const bool by_nexthop = attributes[RTA_NH_ID] != nullptr;
  std::vector<int> through;
  if (attributes[RTA_MULTIPATH] && !by_nexthop)
    for_each_hop(attributes[RTA_MULTIPATH],
                 [&](const rtnexthop& hop) { through.push_back(hop.rtnh_ifindex); });
  return {.destination = {attributes[RTA_DST] ? address_in(attributes[RTA_DST]) : any,
                          message.rtm_dst_len},
          .payload = payload_of(header, by_nexthop),
          .has_gateway = attributes[RTA_GATEWAY] || attributes[RTA_VIA] ||
                         attributes[RTA_MULTIPATH] || by_nexthop,
          .by_nexthop = by_nexthop,
          .through = std::move(through)};
}

}  // namespace

std::vector<SavedRoute> routes_through(Socket& socket, const std::string& place,
                                       int interface_index, const SavedNexthops& nexthops) {
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
          if (is_somebodys(message) && leads_through(attributes, interface_index, nexthops))
            found.push_back(save(header));
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
