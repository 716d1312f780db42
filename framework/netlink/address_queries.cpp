#include "netlink/queries.hpp"

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "netlink/attributes.hpp"

namespace netrig::netlink {
namespace {

NeighbourState neighbour_state(std::uint16_t state) {
  switch (state) {
    case NUD_INCOMPLETE: return NeighbourState::incomplete;
    case NUD_REACHABLE: return NeighbourState::reachable;
    case NUD_STALE: return NeighbourState::stale;
    case NUD_DELAY: return NeighbourState::delay;
    case NUD_PROBE: return NeighbourState::probe;
    case NUD_FAILED: return NeighbourState::failed;
    case NUD_NOARP: return NeighbourState::noarp;
    case NUD_PERMANENT: return NeighbourState::permanent;
    default: return NeighbourState::none;
  }
}

// Asked for as they are met, once each.
class Names {
 public:
  explicit Names(const Socket& socket) : socket_(socket) {}

  const std::string& operator[](int index) {
    const auto [found, is_new] = known_.try_emplace(index);
    if (is_new) found->second = name_at(socket_, index);
    return found->second;
  }

 private:
  const Socket& socket_;
  std::map<int, std::string> known_;
};

AddressInfo read_address(const nlmsghdr& header, Names& names) {
  const auto& message = *static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<IFA_MAX> attributes(header, sizeof(ifaddrmsg));
  // On a point-to-point link IFA_ADDRESS is the peer's; IPv6 may have no IFA_LOCAL.
  const auto* own = attributes[IFA_LOCAL] ? attributes[IFA_LOCAL] : attributes[IFA_ADDRESS];
  const auto flags = attributes[IFA_FLAGS] ? mnl_attr_get_u32(attributes[IFA_FLAGS])
                                           : std::uint32_t{message.ifa_flags};
  const auto index = static_cast<int>(message.ifa_index);
  return {.interface = names[index],
          .interface_index = index,
          .address = {address_in(own), message.ifa_prefixlen},
          .is_link_local = message.ifa_scope == RT_SCOPE_LINK,
          .is_tentative = (flags & IFA_F_TENTATIVE) != 0};
}

}  // namespace

// To list all families at once waits for rtnl (rtnl_dump_all() in net/core/rtnetlink.c), to list
// one does not from Linux 6.9 on. Of one that the kernel has not, it lists all.
std::vector<AddressInfo> addresses(Socket& socket, const std::string& place) {
  Names names(socket);
  std::vector<AddressInfo> all;
  for (const auto family : {AF_INET, AF_INET6}) {
    Batch batch(place);
    batch.add(RTM_GETADDR, NLM_F_DUMP, [] { return std::string("cannot list the addresses"); })
        .put_header<ifaddrmsg>()
        .ifa_family = static_cast<std::uint8_t>(family);
    std::vector<AddressInfo> found;
    socket.dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) {
          const auto& message = *static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&header));
          if (message.ifa_family == family) found.push_back(read_address(header, names));
        });
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

NeighbourMessage parse_neighbour(const nlmsghdr& header) {
  const auto& message = *static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<NDA_MAX> attributes(header, sizeof(ndmsg));
  NeighbourMessage parsed{.neighbour = {}, .interface_index = message.ndm_ifindex};
  if (attributes[NDA_DST]) parsed.neighbour.address = address_in(attributes[NDA_DST]);
  if (attributes[NDA_LLADDR]) parsed.neighbour.mac = mac_in(attributes[NDA_LLADDR]);
  parsed.neighbour.state = neighbour_state(message.ndm_state);
  return parsed;
}

std::vector<Neighbour> neighbours(Socket& socket, const std::string& place) {
  Names names(socket);
  Batch batch(place);
  batch.add(RTM_GETNEIGH, NLM_F_DUMP, [] { return std::string("cannot list the neighbours"); })
      .put_header<ndmsg>();
  std::vector<Neighbour> found;
  socket.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) {
        auto [neighbour, index] = parse_neighbour(header);
        const auto family = static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&header))->ndm_family;
        if ((family != AF_INET && family != AF_INET6) || neighbour.state == NeighbourState::noarp ||
            neighbour.state == NeighbourState::none)
          return;
        neighbour.interface = names[index];
        found.push_back(std::move(neighbour));
      });
  return found;
}

}  // namespace netrig::netlink
