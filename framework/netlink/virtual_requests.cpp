#include "netlink/virtual_requests.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace netrig::netlink {
namespace {

std::uint8_t flag(bool value) {
  return value ? 1 : 0;
}

// Appends what stands in IFLA_INFO_DATA, a call a kind.
struct KindData {
  Message& message;
  const IndexOf& index_of;

  void operator()(const Macvlan& it) const {
    constexpr std::uint32_t modes[]{MACVLAN_MODE_PRIVATE, MACVLAN_MODE_VEPA, MACVLAN_MODE_BRIDGE,
                                    MACVLAN_MODE_PASSTHRU};
    message.put(IFLA_MACVLAN_MODE, modes[static_cast<std::size_t>(it.mode)]);
  }
  void operator()(const Ipvlan& it) const {
    constexpr std::uint16_t modes[]{IPVLAN_MODE_L2, IPVLAN_MODE_L3, IPVLAN_MODE_L3S};
    message.put_u16(IFLA_IPVLAN_MODE, modes[static_cast<std::size_t>(it.mode)]);
  }
  void operator()(const Vlan& it) const {
    message.put_u16(IFLA_VLAN_ID, it.id);
    message.put_port(IFLA_VLAN_PROTOCOL,
                     it.protocol == VlanProtocol::dot1q ? ETH_P_8021Q : ETH_P_8021AD);
  }
  void operator()(const Vxlan& it) const {
    // Says nothing of the id where the packets do.
    if (!it.external) message.put(IFLA_VXLAN_ID, it.id);
    message.put_u8(IFLA_VXLAN_COLLECT_METADATA, flag(it.external));
    if (it.local) message.put(it.local->is_v4() ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6, *it.local);
    if (it.remote)
      message.put(it.remote->is_v4() ? IFLA_VXLAN_GROUP : IFLA_VXLAN_GROUP6, *it.remote);
    if (it.underlay) message.put_index(IFLA_VXLAN_LINK, index_of(*it.underlay));
    message.put_port(IFLA_VXLAN_PORT, it.port);
    message.put_u8(IFLA_VXLAN_LEARNING, flag(it.learning));
    message.put_u8(IFLA_VXLAN_L2MISS, flag(it.l2_miss));
    message.put_u8(IFLA_VXLAN_L3MISS, flag(it.l3_miss));
    message.put_u8(IFLA_VXLAN_PROXY, flag(it.proxy));
  }
  void operator()(const Bridge& it) const { put_bridge(message, it.options); }
  void operator()(const Vrf& it) const { message.put(IFLA_VRF_TABLE, it.table); }
  void operator()(const Gre& it) const { put_gre(it); }
  void operator()(const Gretap& it) const { put_gre(it); }
  void operator()(const Ipip& it) const {
    put_ends(it, IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE);
    if (!is_over_ipv6(it)) return;
    message.put_u8(IFLA_IPTUN_PROTO, 0);  // IPv4 and IPv6
    message.put(IFLA_IPTUN_FLAGS, std::uint32_t{IP6_TNL_F_IGN_ENCAP_LIMIT});
    message.put_u8(IFLA_IPTUN_TTL, hop_limit);
  }
  void operator()(const auto&) const {}

 private:
  static constexpr std::uint8_t hop_limit = 64;  // not the packet's: a hop of it would be missing

  static bool is_over_ipv6(const auto& it) {
    return (it.local && it.local->is_v6()) || (it.remote && it.remote->is_v6());
  }
  void put_ends(const auto& it, std::uint16_t local, std::uint16_t remote) const {
    if (it.local) message.put(local, *it.local);
    if (it.remote) message.put(remote, *it.remote);
  }
  void put_gre(const auto& it) const {
    put_ends(it, IFLA_GRE_LOCAL, IFLA_GRE_REMOTE);
    if (it.key) {
      const std::uint16_t with_key = GRE_KEY;  // in network byte order already
      message.put_u16(IFLA_GRE_IFLAGS, with_key);
      message.put_u16(IFLA_GRE_OFLAGS, with_key);
      message.put(IFLA_GRE_IKEY, htonl(*it.key));
      message.put(IFLA_GRE_OKEY, htonl(*it.key));
    }
    if (!is_over_ipv6(it)) return;
    message.put(IFLA_GRE_FLAGS, std::uint32_t{IP6_TNL_F_IGN_ENCAP_LIMIT});
    message.put_u8(IFLA_GRE_TTL, hop_limit);
  }
};

const InterfaceName* parent_of(const InterfaceKind& kind) {
  if (const auto* macvlan = std::get_if<Macvlan>(&kind)) return &macvlan->parent;
  if (const auto* ipvlan = std::get_if<Ipvlan>(&kind)) return &ipvlan->parent;
  if (const auto* vlan = std::get_if<Vlan>(&kind)) return &vlan->parent;
  return nullptr;
}

}  // namespace

void add_interface(Batch& batch, int index, const VirtualInterface& interface,
                   const IndexOf& index_of) {
  auto message = batch.add(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, [interface] {
    return fmt::format("cannot add interface '{}'", interface);
  });
  message.put_header<ifinfomsg>().ifi_index = index;
  message.put_string(IFLA_IFNAME, interface.name.str());
  if (interface.mtu) message.put(IFLA_MTU, *interface.mtu);
  if (interface.mac)
    message.put_bytes(IFLA_ADDRESS, interface.mac->bytes.data(), interface.mac->bytes.size());
  if (const auto* parent = parent_of(interface.kind))
    message.put_index(IFLA_LINK, index_of(*parent));
  message.nest(IFLA_LINKINFO, [&] {
    message.put_string(IFLA_INFO_KIND, kind_name(interface.kind));
    message.nest(IFLA_INFO_DATA, [&] { std::visit(KindData{message, index_of}, interface.kind); });
  });
}

void remove_interface(Batch& batch, const Device& device) {
  auto message = batch.add(RTM_DELLINK, 0, [device] {
    return fmt::format("cannot remove interface '{}'", device.name);
  });
  message.put_header<ifinfomsg>().ifi_index = device.index;
}

void set_mac(Batch& batch, const Device& device, const MacAddress& mac) {
  auto message = batch.add(RTM_NEWLINK, 0, [device, mac] {
    return fmt::format("cannot give '{}' the address {}", device.name, mac);
  });
  message.put_header<ifinfomsg>().ifi_index = device.index;
  message.put_bytes(IFLA_ADDRESS, mac.bytes.data(), mac.bytes.size());
}

void set_master(Batch& batch, const Device& device, int master, const std::string& master_name) {
  auto message = batch.add(RTM_NEWLINK, 0, [device, master_name] {
    return fmt::format("cannot put '{}' into '{}'", device.name, master_name);
  });
  message.put_header<ifinfomsg>().ifi_index = device.index;
  message.put_index(IFLA_MASTER, master);
}

}  // namespace netrig::netlink
