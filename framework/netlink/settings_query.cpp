#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"

namespace netrig::netlink {
std::vector<int> ipv4_settings_of_loopback(Socket& socket, const std::string& place) {
  Batch batch(place);
  batch.add(RTM_GETLINK, 0, [] { return std::string("cannot ask for the settings of 'lo'"); })
      .put_header<ifinfomsg>()
      .ifi_index = loopback.index;
  std::vector<int> values;
  socket.execute(batch, [&](const nlmsghdr& header) {
    const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
    if (!attributes[IFLA_AF_SPEC]) return;
    const auto* ipv4 = Attributes<AF_INET>(attributes[IFLA_AF_SPEC])[AF_INET];
    const auto* settings = ipv4 ? Attributes<IFLA_INET_MAX>(ipv4)[IFLA_INET_CONF] : nullptr;
    if (!settings) return;
    values.resize(mnl_attr_get_payload_len(settings) / sizeof(int));
    std::memcpy(values.data(), mnl_attr_get_payload(settings), values.size() * sizeof(int));
  });
  return values;
}

}  // namespace netrig::netlink
