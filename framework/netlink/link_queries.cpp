#include "netlink/queries.hpp"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "netlink/attributes.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

OperationalState operational_state(std::uint8_t value) {
  switch (value) {
    case IF_OPER_NOTPRESENT: return OperationalState::not_present;
    case IF_OPER_DOWN: return OperationalState::down;
    case IF_OPER_LOWERLAYERDOWN: return OperationalState::lower_layer_down;
    case IF_OPER_TESTING: return OperationalState::testing;
    case IF_OPER_DORMANT: return OperationalState::dormant;
    case IF_OPER_UP: return OperationalState::up;
    default: return OperationalState::unknown;
  }
}

InterfaceStatistics parse_statistics(const nlmsghdr& header) {
  const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
  const auto* content = attributes[IFLA_STATS64];
  rtnl_link_stats64 counted{};  // older kernels send less of it
  if (content)
    std::memcpy(&counted, mnl_attr_get_payload(content),
                std::min<std::size_t>(sizeof(counted), mnl_attr_get_payload_len(content)));
  return {.received = {counted.rx_packets, counted.rx_bytes, counted.rx_errors, counted.rx_dropped},
          .sent = {counted.tx_packets, counted.tx_bytes, counted.tx_errors, counted.tx_dropped}};
}

std::optional<WireParent> parse_wire_parent(const nlmsghdr& header) {
  const auto kind = parse_interface(header).kind;
  const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
  const auto *index = attributes[IFLA_LINK], *nsid = attributes[IFLA_LINK_NETNSID];
  if (!index || (kind != "macvlan" && kind != "ipvlan")) return std::nullopt;
  WireParent parent{.index = static_cast<int>(mnl_attr_get_u32(index))};
  if (nsid) parent.nsid = static_cast<int>(mnl_attr_get_u32(nsid));
  return parent;
}

// What `parse` makes of the answer to a question about one interface; empty when there is none.
template <class Fill, class Parse>
auto ask_for_one(Socket& socket, const std::string& place, Fill&& fill, Parse&& parse)
    -> std::optional<std::invoke_result_t<Parse&, const nlmsghdr&>> {
  Batch batch(place);
  auto message =
      batch.add(RTM_GETLINK, 0, [] { return std::string("cannot ask for an interface"); });
  fill(message);
  std::optional<std::invoke_result_t<Parse&, const nlmsghdr&>> found;
  try {
    socket.execute(batch, [&](const nlmsghdr& header) { found = parse(header); });
  } catch (const Error& error) {
    if (error.code() != std::errc::no_such_device) throw;
  }
  return found;
}

auto by_index(int index) {
  return [index](Message& message) { message.put_header<ifinfomsg>().ifi_index = index; };
}

auto by_name(const std::string& name) {
  return [&name](Message& message) {
    message.put_header<ifinfomsg>();
    message.put_string(IFLA_IFNAME, name);
  };
}

}  // namespace

InterfaceInfo parse_interface(const nlmsghdr& header) {
  const auto& link = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
  InterfaceInfo info;
  info.index = link.ifi_index;
  info.is_up = (link.ifi_flags & IFF_UP) != 0;
  info.has_carrier = (link.ifi_flags & IFF_LOWER_UP) != 0;
  if (const auto* name = attributes[IFLA_IFNAME]) info.name = mnl_attr_get_str(name);
  if (const auto* state = attributes[IFLA_OPERSTATE])
    info.state = operational_state(mnl_attr_get_u8(state));
  if (const auto* mtu = attributes[IFLA_MTU]) info.mtu = mnl_attr_get_u32(mtu);
  if (const auto* mac = attributes[IFLA_ADDRESS]) info.mac = mac_in(mac);
  if (const auto* alias = attributes[IFLA_IFALIAS]) info.alias = mnl_attr_get_str(alias);
  if (const auto* master = attributes[IFLA_MASTER])
    info.master = static_cast<int>(mnl_attr_get_u32(master));
  if (const auto* link_info = attributes[IFLA_LINKINFO]) {
    const Attributes<IFLA_INFO_MAX> kind(link_info);
    if (kind[IFLA_INFO_KIND]) info.kind = mnl_attr_get_str(kind[IFLA_INFO_KIND]);
  }
  if (const auto* other = attributes[IFLA_LINK]) {
    const auto index = static_cast<int>(mnl_attr_get_u32(other));
    if (info.kind == "veth")
      info.peer_index = index;
    else if (!attributes[IFLA_LINK_NETNSID] && index != 0)
      info.parent_index = index;
  }
  return info;
}

std::vector<InterfaceInfo> interfaces(Socket& socket, const std::string& place) {
  Batch batch(place);
  batch.add(RTM_GETLINK, NLM_F_DUMP, [] { return std::string("cannot list the interfaces"); })
      .put_header<ifinfomsg>();
  std::vector<InterfaceInfo> found;
  socket.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) { found.push_back(parse_interface(header)); });
  std::ranges::sort(found, {}, &InterfaceInfo::index);
  return found;
}

std::optional<InterfaceInfo> interface(Socket& socket, const std::string& place,
                                       const std::string& name) {
  return ask_for_one(socket, place, by_name(name), parse_interface);
}

std::optional<InterfaceInfo> interface(Socket& socket, const std::string& place, int index) {
  return ask_for_one(socket, place, by_index(index), parse_interface);
}

std::optional<InterfaceStatistics> interface_statistics(Socket& socket, const std::string& place,
                                                        int index) {
  return ask_for_one(socket, place, by_index(index), parse_statistics);
}

std::optional<WireParent> wire_parent(Socket& socket, const std::string& place,
                                      const std::string& name) {
  return ask_for_one(socket, place, by_name(name), parse_wire_parent).value_or(std::nullopt);
}

std::vector<InterfaceInfo> interfaces_at(Socket& socket, const std::string& place,
                                         const std::vector<int>& indexes) {
  Batch batch(place);
  for (const auto index : indexes)
    batch.add(RTM_GETLINK, 0, [index] { return fmt::format("cannot ask for interface {}", index); })
        .put_header<ifinfomsg>()
        .ifi_index = index;
  std::vector<InterfaceInfo> found;
  socket.execute(batch, [&](const nlmsghdr& header) { found.push_back(parse_interface(header)); });
  return found;
}

}  // namespace netrig::netlink
