#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

// NETCONFA_FORCE_FORWARDING, of which older headers do not know.
constexpr std::uint16_t force_forwarding = 9;

// False where the family knows no such interface, or the kernel no such setting.
bool is_set(Socket& socket, const std::string& place, int family, int index,
            std::uint16_t attribute) {
  Batch batch(place);
  auto message = batch.add(RTM_GETNETCONF, 0, [] {
    return std::string("cannot ask whether an interface forwards");
  });
  message.put_header<netconfmsg>().ncm_family = static_cast<unsigned char>(family);
  message.put_index(NETCONFA_IFINDEX, index);
  bool is = false;
  try {
    socket.execute(batch, [&](const nlmsghdr& header) {
      const Attributes<force_forwarding> attributes(header, sizeof(netconfmsg));
      if (attributes[attribute]) is = mnl_attr_get_u32(attributes[attribute]) != 0;
    });
  } catch (const Error& error) {
    if (error.code() != std::errc::invalid_argument) throw;
  }
  return is;
}

}  // namespace

bool forwards(Socket& socket, const std::string& place, Family family, int incoming_index) {
  if (family == Family::ipv4)
    return is_set(socket, place, AF_INET, incoming_index, NETCONFA_FORWARDING);
  return is_set(socket, place, AF_INET6, NETCONFA_IFINDEX_ALL, NETCONFA_FORWARDING) ||
         is_set(socket, place, AF_INET6, incoming_index, force_forwarding);
}

}  // namespace netrig::netlink
