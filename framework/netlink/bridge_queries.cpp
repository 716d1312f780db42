// What a bridge knows of its ports, and where it and its vxlans send frames.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "netlink/attributes.hpp"
#include "netlink/bridge_attributes.hpp"
#include "netlink/bridge_queries.hpp"

namespace netrig::netlink {
namespace {

std::optional<InterfaceName> name_at(const std::vector<InterfaceInfo>& all, int index) {
  const auto found = std::ranges::find(all, index, &InterfaceInfo::index);
  if (found == all.end()) return std::nullopt;
  return InterfaceName(found->name);
}

// Of IFLA_INFO_KIND and its like, which may be missing.
bool is_kind(const nlattr* attribute, std::string_view kind) {
  return attribute && mnl_attr_get_str(attribute) == kind;
}

PortInfo parse_port(const nlattr* data, const std::vector<InterfaceInfo>& all) {
  const Attributes<brport_backup_nhid> attributes(data);
  PortInfo port;
  if (const auto* state = attributes[IFLA_BRPORT_STATE])
    port.state = static_cast<PortState>(mnl_attr_get_u8(state));
  for (const auto& [type, member] : port_flags)
    if (const auto* value = attributes[type]) port.options.*member = mnl_attr_get_u8(value) != 0;
  if (const auto* backup = attributes[IFLA_BRPORT_BACKUP_PORT])
    port.options.backup_port = name_at(all, static_cast<int>(mnl_attr_get_u32(backup)));
  if (const auto* nexthop = attributes[brport_backup_nhid])
    port.options.backup_nexthop = mnl_attr_get_u32(nexthop);
  return port;
}

FdbState fdb_state(std::uint16_t state) {
  if ((state & NUD_PERMANENT) != 0) return FdbState::permanent;
  return (state & NUD_NOARP) != 0 ? FdbState::fixed : FdbState::dynamic;
}

FdbEntry parse_fdb_entry(const nlmsghdr& header) {
  const auto& message = *static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<NDA_MAX> attributes(header, sizeof(ndmsg));
  FdbEntry entry;
  entry.owner = (message.ndm_flags & NTF_SELF) != 0 ? FdbOwner::interface : FdbOwner::bridge;
  entry.state = fdb_state(message.ndm_state);
  if (const auto* mac = attributes[NDA_LLADDR]) entry.mac = mac_in(mac);
  if (const auto* vlan = attributes[NDA_VLAN]) entry.vlan = mnl_attr_get_u16(vlan);
  if (const auto* remote = attributes[NDA_DST]) entry.destination = address_in(remote);
  if (const auto* port = attributes[NDA_PORT]) entry.port = ntohs(mnl_attr_get_u16(port));
  if (const auto* vni = attributes[NDA_VNI]) entry.vni = mnl_attr_get_u32(vni);
  if (const auto* vni = attributes[NDA_SRC_VNI]) entry.source_vni = mnl_attr_get_u32(vni);
  if (const auto* nexthop = attributes[NDA_NH_ID]) entry.nexthop = mnl_attr_get_u32(nexthop);
  return entry;
}

}  // namespace

std::optional<PortInfo> port(Socket& socket, const std::string& place, int index) {
  const auto all = interfaces(socket, place);
  Batch batch(place);
  batch.add(RTM_GETLINK, 0, [index] { return fmt::format("cannot ask for port {}", index); })
      .put_header<ifinfomsg>()
      .ifi_index = index;
  std::optional<PortInfo> found;
  socket.execute(batch, [&](const nlmsghdr& header) {
    const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
    if (!attributes[IFLA_LINKINFO] || !attributes[IFLA_MASTER]) return;
    const Attributes<IFLA_INFO_MAX> info(attributes[IFLA_LINKINFO]);
    if (!is_kind(info[IFLA_INFO_SLAVE_KIND], "bridge") || !info[IFLA_INFO_SLAVE_DATA]) return;
    found = parse_port(info[IFLA_INFO_SLAVE_DATA], all);
    found->bridge_index = static_cast<int>(mnl_attr_get_u32(attributes[IFLA_MASTER]));
  });
  return found;
}

std::optional<BridgeOptions> bridge_options(Socket& socket, const std::string& place, int index) {
  Batch batch(place);
  batch.add(RTM_GETLINK, 0, [index] { return fmt::format("cannot ask for bridge {}", index); })
      .put_header<ifinfomsg>()
      .ifi_index = index;
  std::optional<BridgeOptions> found;
  socket.execute(batch, [&](const nlmsghdr& header) {
    const Attributes<IFLA_MAX> attributes(header, sizeof(ifinfomsg));
    if (!attributes[IFLA_LINKINFO]) return;
    const Attributes<IFLA_INFO_MAX> info(attributes[IFLA_LINKINFO]);
    if (!is_kind(info[IFLA_INFO_KIND], "bridge") || !info[IFLA_INFO_DATA]) return;
    const Attributes<IFLA_BR_MAX> data(info[IFLA_INFO_DATA]);
    auto& options = found.emplace();
    constexpr std::uint32_t clock_ticks = 100;  // USER_HZ
    if (const auto* snooping = data[IFLA_BR_MCAST_SNOOPING])
      options.multicast_snooping = mnl_attr_get_u8(snooping) != 0;
    if (const auto* ageing = data[IFLA_BR_AGEING_TIME])
      options.ageing_time = std::chrono::seconds(mnl_attr_get_u32(ageing) / clock_ticks);
    if (const auto* filtering = data[IFLA_BR_VLAN_FILTERING])
      options.vlan_filtering = mnl_attr_get_u8(filtering) != 0;
    if (const auto* vlan = data[IFLA_BR_VLAN_DEFAULT_PVID])
      options.default_vlan = mnl_attr_get_u16(vlan);
  });
  return found;
}

std::vector<FdbEntry> fdb(Socket& socket, const std::string& place) {
  std::map<int, std::string> names;
  for (const auto& each : interfaces(socket, place)) names[each.index] = each.name;
  Batch batch(place);
  batch.add(RTM_GETNEIGH, NLM_F_DUMP, [] { return std::string("cannot list the FDB"); })
      .put_header<ndmsg>()
      .ndm_family = AF_BRIDGE;
  std::vector<FdbEntry> found;
  socket.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) {
        auto entry = parse_fdb_entry(header);
        entry.interface =
            names[static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&header))->ndm_ifindex];
        found.push_back(std::move(entry));
      });
  return found;
}

}  // namespace netrig::netlink
