#include "netlink/queries.hpp"

#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

#include "netlink/attributes.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {

std::vector<int> lowest_nsids(Socket& socket, const std::string& place) {
  Batch batch(place);
  batch.add(RTM_GETNSID, NLM_F_DUMP, [] { return std::string("cannot list the namespace ids"); })
      .put_header<rtgenmsg>();
  std::vector<int> found;
  socket.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) {
        const Attributes<NETNSA_MAX> attributes(header, sizeof(rtgenmsg));
        if (const auto* id = attributes[NETNSA_NSID])
          found.push_back(static_cast<int>(mnl_attr_get_u32(id)));
      });
  return found;
}

int nsid_of(Socket& socket, const std::string& place, int namespace_fd) {
  Batch batch(place);
  auto message =
      batch.add(RTM_GETNSID, 0, [] { return std::string("cannot ask for a namespace's id"); });
  message.put_header<rtgenmsg>();
  message.put_index(NETNSA_FD, namespace_fd);
  int found = -1;
  socket.execute(batch, [&](const nlmsghdr& header) {
    const Attributes<NETNSA_MAX> attributes(header, sizeof(rtgenmsg));
    if (const auto* id = attributes[NETNSA_NSID]) found = static_cast<int>(mnl_attr_get_u32(id));
  });
  return found;
}

std::optional<std::string> loopback_alias(Socket& socket, const std::string& place,
                                          std::optional<int> nsid) {
  Batch batch(place);
  auto message = batch.add(RTM_GETLINK, 0, [] { return std::string("cannot ask for 'lo'"); });
  message.put_header<ifinfomsg>().ifi_index = loopback.index;
  if (nsid) message.put_index(IFLA_TARGET_NETNSID, *nsid);
  std::optional<std::string> alias;
  try {
    socket.execute(batch, [&](const nlmsghdr& header) { alias = parse_interface(header).alias; });
  } catch (const Error& error) {
    // What rtnl_get_net_ns_capable() says of an id that is no living namespace's.
    if (!nsid || error.code() != std::errc::invalid_argument) throw;
  }
  return alias;
}

}  // namespace netrig::netlink
