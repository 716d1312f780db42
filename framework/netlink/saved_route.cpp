#include "netlink/saved_route.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/route_reader.hpp"
#include "netrig/core/error.hpp"

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

// The kernel makes its own again: RTPROT_KERNEL, RTPROT_RA, RTPROT_REDIRECT.
bool is_somebodys(const rtmsg& message) {
  return (message.rtm_flags & RTM_F_CLONED) == 0 && message.rtm_protocol != RTPROT_KERNEL &&
         message.rtm_protocol != RTPROT_RA && message.rtm_protocol != RTPROT_REDIRECT;
}

// A message under construction: what it is told to take over of another.
class Copy {
 public:
  explicit Copy(const rtmsg& message) {
    auto own = message;
    own.rtm_flags &= ~state_flags;
    append(&own, sizeof(own));
  }
  void take(const nlattr& attribute) { append(&attribute, MNL_ALIGN(attribute.nla_len)); }
  // Next hops without their state, only those through an interface unless that is 0.
  void take_hops(const nlattr& multipath, int interface_index) {
    const auto start = bytes_.size();
    append(&multipath, sizeof(nlattr));
    for_each_hop(&multipath, [&](const rtnexthop& hop) {
      if (interface_index != 0 && hop.rtnh_ifindex != interface_index) return;
      const auto at = bytes_.size();
      append(&hop, RTNH_ALIGN(hop.rtnh_len));
      auto& flags = reinterpret_cast<rtnexthop*>(bytes_.data() + at)->rtnh_flags;
      flags = static_cast<unsigned char>(flags & ~state_flags);
    });
    reinterpret_cast<nlattr*>(bytes_.data() + start)->nla_len =
        static_cast<std::uint16_t>(bytes_.size() - start);
  }
  std::vector<char> bytes() && { return std::move(bytes_); }

 private:
  void append(const void* data, std::size_t size) {
    const auto* begin = static_cast<const char*>(data);
    bytes_.insert(bytes_.end(), begin, begin + size);
  }
  std::vector<char> bytes_;
};

// What a route by a nexthop object is listed with beyond that, and the kernel does not take back.
bool is_the_objects(std::uint16_t type) {
  return type == RTA_OIF || type == RTA_GATEWAY || type == RTA_VIA || type == RTA_MULTIPATH;
}

std::vector<char> copy_of(const nlmsghdr& header, bool by_nexthop, int only_hops_through) {
  const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  Copy copy(message);
  const auto* attribute =
      static_cast<const nlattr*>(mnl_nlmsg_get_payload_offset(&header, sizeof(rtmsg)));
  const auto* end = static_cast<const char*>(mnl_nlmsg_get_payload_tail(&header));
  for (; mnl_attr_ok(attribute, static_cast<int>(end - reinterpret_cast<const char*>(attribute)));
       attribute = mnl_attr_next(attribute)) {
    const auto type = mnl_attr_get_type(attribute);
    if (by_nexthop && is_the_objects(type)) continue;
    if (type == RTA_MULTIPATH)
      copy.take_hops(*attribute, only_hops_through);
    else
      copy.take(*attribute);
  }
  return std::move(copy).bytes();
}

SavedRoute save(const nlmsghdr& header, int interface_index, const InterfaceNames& names) {
  const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  const RouteAttributes attributes(header, sizeof(rtmsg));
  const auto any = message.rtm_family == AF_INET ? IpAddress("0.0.0.0") : IpAddress("::");
  const bool by_nexthop = attributes[RTA_NH_ID] != nullptr;
  SavedRoute saved{
      .destination = {attributes[RTA_DST] ? address_in(attributes[RTA_DST]) : any,
                      message.rtm_dst_len},
      .payload = copy_of(header, by_nexthop, 0),
      .has_gateway = attributes[RTA_GATEWAY] || attributes[RTA_VIA] || attributes[RTA_MULTIPATH],
      .by_nexthop = by_nexthop};
  if (message.rtm_family == AF_INET6 && attributes[RTA_MULTIPATH] && !by_nexthop) {
    saved.whole = read_route(header, names);
    saved.lost_part = copy_of(header, by_nexthop, interface_index);
  }
  return saved;
}

void request(Socket& socket, const std::string& place, const Prefix& to, int flags,
             const std::vector<char>& payload) {
  Batch batch(place);
  auto message = batch.add(
      RTM_NEWROUTE, NLM_F_CREATE | flags,
      [to] { return fmt::format("cannot put back the route to {}", to); },
      NLMSG_HDRLEN + payload.size());
  message.put_payload(payload.data(), payload.size());
  try {
    socket.execute(batch);
  } catch (const Error& error) {
    if (flags != NLM_F_APPEND || error.code() != std::errc::file_exists) throw;
  }
}

std::vector<NextHop> ways_of(const Route& route) {
  if (!route.next_hops.empty()) return route.next_hops;
  return {{.via = route.via, .interface = route.interface}};
}

// Whether there is still a part of this route, and nothing that is not part of it.
bool is_rest_there(Socket& socket, const std::string& place, const Route& whole) {
  const auto present = routes(socket, place, whole.table);
  const auto rest = std::ranges::find_if(present, [&](const Route& each) {
    return each.destination == whole.destination &&
           each.effective_metric() == whole.effective_metric();
  });
  return rest != present.end() && std::ranges::all_of(ways_of(*rest), [&](const NextHop& way) {
           return std::ranges::any_of(whole.next_hops, [&](const NextHop& hop) {
             return hop.via == way.via && hop.interface == way.interface;
           });
         });
}

}  // namespace

std::vector<SavedRoute> routes_through(Socket& socket, const std::string& place,
                                       int interface_index, const SavedNexthops& nexthops) {
  std::vector<SavedRoute> all;
  const auto names = interface_names(socket, place);
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
            found.push_back(save(header, interface_index, names));
        });
    std::ranges::move(found, std::back_inserter(all));
  }
  std::ranges::stable_sort(all, {}, &SavedRoute::has_gateway);
  return all;
}

void restore_route(Socket& socket, const std::string& place, const SavedRoute& saved) {
  try {
    request(socket, place, saved.destination, NLM_F_EXCL, saved.payload);
  } catch (const Error& error) {
    if (error.code() != std::errc::file_exists) throw;
    if (saved.whole && is_rest_there(socket, place, *saved.whole))
      request(socket, place, saved.destination, NLM_F_APPEND, saved.lost_part);
  }
}

}  // namespace netrig::netlink
