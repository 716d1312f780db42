#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"

namespace netrig::netlink {
namespace {

std::vector<IpAddress> ipv6_addresses(Socket& socket, const std::string& place,
                                      const std::vector<int>& interface_indexes) {
  Batch batch(place);
  batch.add(RTM_GETADDR, NLM_F_DUMP, [] { return std::string("cannot list the addresses"); })
      .put_header<ifaddrmsg>()
      .ifa_family = AF_INET6;
  std::vector<IpAddress> found;
  socket.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) {
        const auto& message = *static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&header));
        const auto index = static_cast<int>(message.ifa_index);
        const Attributes<IFA_MAX> attributes(header, sizeof(ifaddrmsg));
        if (std::ranges::find(interface_indexes, index) != interface_indexes.end())
          found.push_back(address_in(attributes[IFA_ADDRESS]));
      });
  return found;
}

// The addresses to which the kernel has a route of type local.
std::vector<IpAddress> delivered_addresses(Socket& socket, const std::string& place) {
  Batch batch(place);
  batch.add(RTM_GETROUTE, NLM_F_DUMP, [] { return std::string("cannot list the routes"); })
      .put_header<rtmsg>()
      .rtm_family = AF_INET6;
  std::vector<IpAddress> found;
  socket.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) {
        const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
        const Attributes<RTA_MAX> attributes(header, sizeof(rtmsg));
        if (message.rtm_type == RTN_LOCAL && attributes[RTA_DST])
          found.push_back(address_in(attributes[RTA_DST]));
      });
  return found;
}

}  // namespace

std::vector<IpAddress> unusable_ipv6_addresses(Socket& socket, const std::string& place,
                                               const std::vector<int>& interface_indexes) {
  auto addresses = ipv6_addresses(socket, place, interface_indexes);
  if (addresses.empty()) return addresses;
  const auto delivered = delivered_addresses(socket, place);
  std::erase_if(addresses, [&](const IpAddress& address) {
    return std::ranges::find(delivered, address) != delivered.end();
  });
  return addresses;
}

}  // namespace netrig::netlink
