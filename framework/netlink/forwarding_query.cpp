#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {

bool forwards(Socket& socket, const std::string& place, Family family, int incoming_index) {
  const bool is_v4 = family == Family::ipv4;
  Batch batch(place);
  auto message = batch.add(RTM_GETNETCONF, 0,
                           [] { return std::string("cannot ask whether an interface forwards"); });
  message.put_header<netconfmsg>().ncm_family = is_v4 ? AF_INET : AF_INET6;
  message.put_index(NETCONFA_IFINDEX, is_v4 ? incoming_index : NETCONFA_IFINDEX_ALL);
  bool is_on = false;
  try {
    socket.execute(batch, [&](const nlmsghdr& header) {
      const Attributes<NETCONFA_FORWARDING> attributes(header, sizeof(netconfmsg));
      if (const auto* value = attributes[NETCONFA_FORWARDING]) is_on = mnl_attr_get_u32(value) != 0;
    });
  } catch (const Error& error) {
    // An interface that the family does not know.
    if (error.code() != std::errc::invalid_argument) throw;
  }
  return is_on;
}

}  // namespace netrig::netlink
