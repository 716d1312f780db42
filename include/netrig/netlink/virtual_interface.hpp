// Interfaces that a node has beside the ends of its links (`ip link add`), in iproute2's terms.
//
//   topology.add_interface(host, {"mv0", Macvlan{.parent = "eth0"}, {"10.0.0.9/24"}});
//   topology.add_interface(vtep, {"vx0", Vxlan{.id = 10, .remote = "192.0.2.2"}, {"10.1.0.1/24"}});
//   topology.add_interface(vtep, {"br0", Bridge{.ports = {"eth0", "vx0"}}});
//
// What one names, such as its parent, is an end of a link or was given before it. What the kernel
// may lack says which Feature it needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/interface_name.hpp"
#include "netrig/core/mac_address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/bridge_port.hpp"

namespace netrig {

enum class MacvlanMode { private_, vepa, bridge, passthru };
/// Another Ethernet address on its parent's wire.
struct Macvlan {
  InterfaceName parent;
  MacvlanMode mode = MacvlanMode::bridge;
  bool operator==(const Macvlan&) const = default;
};

enum class IpvlanMode { l2, l3, l3s };
/// Other IP addresses on its parent's wire, with the parent's Ethernet address. Feature::ipvlan.
struct Ipvlan {
  InterfaceName parent;
  IpvlanMode mode = IpvlanMode::l2;
  bool operator==(const Ipvlan&) const = default;
};

enum class VlanProtocol { dot1q, dot1ad };
/// The frames on its parent's wire that are tagged with this VLAN. Feature::vlan.
struct Vlan {
  InterfaceName parent;
  std::uint16_t id;  ///< 1 to 4094
  VlanProtocol protocol = VlanProtocol::dot1q;
  bool operator==(const Vlan&) const = default;
};

/// Ethernet over UDP (RFC 7348). The wire is reached by the node's routes.
struct Vxlan {
  std::uint32_t id = 0;              ///< the VNI, up to 2^24 - 1
  std::optional<IpAddress> local{};  ///< the source on the wire
  /// Where frames go that the FDB does not know: another node, or a multicast group, which needs
  /// `underlay`. More of them by Node::add_fdb_entry() for `every_mac`.
  std::optional<IpAddress> remote{};
  std::optional<InterfaceName> underlay{};  ///< "dev": the interface on the wire
  std::uint16_t port = 4789;                ///< UDP (IANA)
  bool learning = true;                     ///< senders are entered into its FDB
  bool l2_miss = false;   ///< RTNLGRP_NEIGH hears of an Ethernet address that the FDB lacks
  bool l3_miss = false;   ///< and of an IP address that the neighbour table lacks
  bool proxy = false;     ///< ARP and neighbour discovery are answered from the neighbour table
  bool external = false;  ///< the id comes with each packet ("collect metadata"): give none here
  bool operator==(const Vxlan&) const = default;
};

/// A bridge inside a host or router; a switch has its own. Ports have no addresses.
struct Bridge {
  std::vector<InterfaceName> ports{};
  BridgeOptions options{};
  bool operator==(const Bridge&) const = default;
};

/// IP packets to and from a program: see Node::open_tun(). Without a carrier until it is open.
struct Tun {
  bool operator==(const Tun&) const = default;
};
/// The same with Ethernet frames.
struct Tap {
  bool operator==(const Tap&) const = default;
};

/// A routing table of its own for its members. Feature::vrf. Addresses in different VRFs may
/// overlap; computed routes do not know of VRFs.
struct Vrf {
  std::uint32_t table;
  std::vector<InterfaceName> members{};
  bool operator==(const Vrf&) const = default;
};

/// Swallows what is sent. Feature::dummy.
struct Dummy {
  bool operator==(const Dummy&) const = default;
};

/// IP over IP with a header that holds a key (RFC 2890), over IPv4 or IPv6 as the addresses are.
/// Feature::gre, Feature::ip6gre.
struct Gre {
  std::optional<IpAddress> local{};
  std::optional<IpAddress> remote{};
  std::optional<std::uint32_t> key{};
  bool operator==(const Gre&) const = default;
};
/// The same with Ethernet frames.
struct Gretap {
  std::optional<IpAddress> local{};
  std::optional<IpAddress> remote{};
  std::optional<std::uint32_t> key{};
  bool operator==(const Gretap&) const = default;
};
/// IPv4 in IPv4 (RFC 2003); both in IPv6 where the addresses are IPv6 (RFC 2473). Feature::ipip,
/// Feature::ip6tnl.
struct Ipip {
  std::optional<IpAddress> local{};
  std::optional<IpAddress> remote{};
  bool operator==(const Ipip&) const = default;
};

using InterfaceKind =
    std::variant<Macvlan, Ipvlan, Vlan, Vxlan, Bridge, Tun, Tap, Vrf, Dummy, Gre, Gretap, Ipip>;

struct VirtualInterface {
  InterfaceName name;
  InterfaceKind kind;
  std::vector<InterfaceAddress> addresses{};  ///< given, never planned
  std::optional<std::uint32_t> mtu{};         ///< bytes; the kernel's choice when empty
  std::optional<MacAddress> mac{};            ///< the kernel's choice when empty
  /// The bridge or VRF that it is put into: a Bridge, a Vrf or a switch's own bridge.
  std::optional<InterfaceName> master{};
  PortOptions port{};  ///< where it is a bridge's port
  bool up = true;

  bool operator==(const VirtualInterface&) const = default;
};
/// The kernel's name of a kind: "macvlan", "ip6gre"
std::string kind_name(const InterfaceKind& kind);
/// "mv0 macvlan link eth0 mode bridge 10.0.0.9/24", the words of ip-link(8)
std::string to_string(const VirtualInterface& interface);
template <>
inline constexpr bool is_printable<VirtualInterface> = true;

/// The interfaces that it stands on or holds, which must be there before it.
std::vector<InterfaceName> named_by(const VirtualInterface& interface);

}  // namespace netrig
