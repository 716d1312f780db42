// What a bridge, its ports and forwarding databases are told.
#include <fmt/format.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/bridge_attributes.hpp"
#include "netlink/virtual_requests.hpp"

namespace netrig::netlink {
namespace {

std::uint8_t flag(bool value) {
  return value ? 1 : 0;
}

std::uint16_t kernel_state(FdbState state) {
  switch (state) {
    case FdbState::dynamic: return NUD_REACHABLE;
    case FdbState::fixed: return NUD_NOARP | NUD_REACHABLE;
    case FdbState::permanent: return NUD_NOARP | NUD_PERMANENT;
  }
  return NUD_NONE;
}

// What an entry is found by, and where it leads.
void put_entry(Message& message, const Device& device, const FdbEntry& entry) {
  auto& header = message.put_header<ndmsg>();
  header.ndm_family = AF_BRIDGE;
  header.ndm_ifindex = device.index;
  header.ndm_flags = entry.owner == FdbOwner::interface ? NTF_SELF : NTF_MASTER;
  // In a vxlan's own table nothing but NUD_PERMANENT and NUD_REACHABLE counts.
  header.ndm_state = kernel_state(entry.state);
  message.put_bytes(NDA_LLADDR, entry.mac.bytes.data(), entry.mac.bytes.size());
  if (entry.vlan) message.put_u16(NDA_VLAN, *entry.vlan);
  if (entry.destination) message.put(NDA_DST, *entry.destination);
  if (entry.port) message.put_port(NDA_PORT, *entry.port);
  if (entry.vni) message.put(NDA_VNI, *entry.vni);
  if (entry.source_vni) message.put(NDA_SRC_VNI, *entry.source_vni);
  if (entry.nexthop) message.put(NDA_NH_ID, *entry.nexthop);
}

void put_vlan(Message& message, const Device& port, const PortVlan& vlan, bool of_bridge) {
  auto& header = message.put_header<ifinfomsg>();
  header.ifi_family = AF_BRIDGE;
  header.ifi_index = port.index;
  message.nest(IFLA_AF_SPEC, [&] {
    message.put_u16(IFLA_BRIDGE_FLAGS, of_bridge ? BRIDGE_FLAGS_SELF : BRIDGE_FLAGS_MASTER);
    bridge_vlan_info info{};
    info.vid = vlan.id;
    if (vlan.pvid) info.flags |= BRIDGE_VLAN_INFO_PVID;
    if (vlan.untagged) info.flags |= BRIDGE_VLAN_INFO_UNTAGGED;
    message.put_bytes(IFLA_BRIDGE_VLAN_INFO, &info, sizeof(info));
    if (!vlan.tunnel) return;
    message.nest(IFLA_BRIDGE_VLAN_TUNNEL_INFO, [&] {
      message.put(IFLA_BRIDGE_VLAN_TUNNEL_ID, *vlan.tunnel);
      message.put_u16(IFLA_BRIDGE_VLAN_TUNNEL_VID, vlan.id);
    });
  });
}

}  // namespace

void put_bridge(Message& message, const BridgeOptions& options, const BridgeOptions& now) {
  if (options.multicast_snooping != now.multicast_snooping)
    message.put_u8(IFLA_BR_MCAST_SNOOPING, flag(options.multicast_snooping));
  constexpr std::uint32_t clock_ticks = 100;  // USER_HZ
  if (options.ageing_time != now.ageing_time)
    message.put(IFLA_BR_AGEING_TIME,
                clock_ticks * static_cast<std::uint32_t>(options.ageing_time.count()));
  // A kernel without VLAN filtering passes over these in silence: Feature::vlan_filtering.
  if (options.default_vlan != now.default_vlan)
    message.put_u16(IFLA_BR_VLAN_DEFAULT_PVID, options.default_vlan);
  if (options.vlan_filtering != now.vlan_filtering)
    message.put_u8(IFLA_BR_VLAN_FILTERING, flag(options.vlan_filtering));
}

void set_bridge(Batch& batch, const Device& bridge, const BridgeOptions& options,
                const BridgeOptions& now) {
  if (options == now) return;
  auto message = batch.add(RTM_NEWLINK, 0, [bridge, options] {
    return fmt::format("cannot set '{}' of bridge '{}'", options, bridge.name);
  });
  message.put_header<ifinfomsg>().ifi_index = bridge.index;
  message.nest(IFLA_LINKINFO, [&] {
    message.put_string(IFLA_INFO_KIND, "bridge");
    message.nest(IFLA_INFO_DATA, [&] { put_bridge(message, options, now); });
  });
}

void set_port(Batch& batch, const Device& port, const PortOptions& options, const PortOptions& now,
              const IndexOf& index_of) {
  if (options == now) return;
  auto message = batch.add(RTM_NEWLINK, 0, [port, options] {
    return fmt::format("cannot set '{}' of bridge port '{}'", options, port.name);
  });
  message.put_header<ifinfomsg>().ifi_index = port.index;
  message.nest(IFLA_LINKINFO, [&] {
    message.put_string(IFLA_INFO_SLAVE_KIND, "bridge");
    message.nest(IFLA_INFO_SLAVE_DATA, [&] {
      for (const auto& [type, member] : port_flags)
        if (options.*member != now.*member) message.put_u8(type, flag(options.*member));
      if (options.backup_port != now.backup_port)
        message.put_index(IFLA_BRPORT_BACKUP_PORT,
                          options.backup_port ? index_of(*options.backup_port) : 0);
      if (options.backup_nexthop != now.backup_nexthop)
        message.put(brport_backup_nhid, options.backup_nexthop);
    });
  });
}

void add_vlan(Batch& batch, const Device& port, const PortVlan& vlan, bool of_bridge) {
  auto message = batch.add(RTM_SETLINK, 0, [port, vlan] {
    return fmt::format("cannot put '{}' into {}", port.name, vlan);
  });
  put_vlan(message, port, vlan, of_bridge);
}

void remove_vlan(Batch& batch, const Device& port, std::uint16_t id, bool of_bridge) {
  auto message = batch.add(RTM_DELLINK, 0, [port, id] {
    return fmt::format("cannot take '{}' out of vlan {}", port.name, id);
  });
  put_vlan(message, port, {.id = id}, of_bridge);
}

void add_fdb_entry(Batch& batch, const Device& device, const FdbEntry& entry) {
  // A vxlan's entry for the same address has several destinations; a bridge's leads to one port.
  const bool is_appended = entry.owner == FdbOwner::interface && entry.destination;
  auto message =
      batch.add(RTM_NEWNEIGH, NLM_F_CREATE | (is_appended ? NLM_F_APPEND : NLM_F_REPLACE),
                [entry] { return fmt::format("cannot add FDB entry '{}'", entry); });
  put_entry(message, device, entry);
}

void remove_fdb_entry(Batch& batch, const Device& device, const FdbEntry& entry) {
  auto message = batch.add(RTM_DELNEIGH, 0,
                           [entry] { return fmt::format("cannot remove FDB entry '{}'", entry); });
  put_entry(message, device, entry);
}

}  // namespace netrig::netlink
