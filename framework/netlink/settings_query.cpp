#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"

namespace netrig::netlink {
namespace {

std::vector<int> numbers_in(const nlattr* attribute) {
  if (!attribute) return {};
  std::vector<int> numbers(mnl_attr_get_payload_len(attribute) / sizeof(int));
  std::memcpy(numbers.data(), mnl_attr_get_payload(attribute), numbers.size() * sizeof(int));
  return numbers;
}

}  // namespace

LoopbackSettings settings_of_loopback(Socket& socket, const std::string& place) {
  Batch batch(place);
  batch.add(RTM_GETLINK, 0, [] { return std::string("cannot ask for the settings of 'lo'"); })
      .put_header<ifinfomsg>()
      .ifi_index = loopback.index;
  LoopbackSettings settings;
  socket.execute(batch, [&](const nlmsghdr& header) {
    const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
    if (!attributes[IFLA_AF_SPEC]) return;
    const Attributes<AF_INET6> families(attributes[IFLA_AF_SPEC]);
    if (const auto* ipv4 = families[AF_INET])
      settings.ipv4 = numbers_in(Attributes<IFLA_INET_MAX>(ipv4)[IFLA_INET_CONF]);
    if (const auto* ipv6 = families[AF_INET6])
      settings.ipv6 = numbers_in(Attributes<IFLA_INET6_MAX>(ipv6)[IFLA_INET6_CONF]);
  });
  return settings;
}

}  // namespace netrig::netlink
