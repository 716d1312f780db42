// What a bridge is told, and what it is told about its ports (bridge(8), ip-link(8) "bridge").
//
//   topology.connect(tenant, lan, "10.0.0.0/24", {.port = {.isolated = true}});
//   auto port = network[lan].interface("port1");
//   port.set_port({.isolated = true, .hairpin = true});
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/interface_name.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// The kernel's own values unless told otherwise.
struct PortOptions {
  bool isolated = false;  ///< no frames from and to other isolated ports
  bool hairpin = false;   ///< a frame may leave by the port that it came in on
  bool learning = true;   ///< senders are entered into the FDB
  bool flood = true;      ///< unicast to an address that the FDB does not know leaves here too
  bool multicast_flood = true;  ///< multicast that nobody is known to listen to, as well
  bool broadcast_flood = true;
  /// ARP requests and neighbour solicitations that the bridge can answer from its node's neighbour
  /// table do not leave here (RFC 7432 section 10). It answers for whom the FDB has behind this
  /// port as well. A switch has IPv6 neighbours only if it has addresses itself.
  bool neighbour_suppression = false;
  bool proxy_arp = false;  ///< the bridge answers ARP requests that would leave here, if it can
  bool locked = false;     ///< frames only from senders that the FDB has behind this port (802.1X)
  bool vlan_tunnel = false;  ///< VLANs are mapped to tunnel ids here: of an external vxlan
  /// What would leave here leaves by that port of the bridge while this one has no carrier.
  std::optional<InterfaceName> backup_port{};
  /// The group of FDB nexthops (NexthopObject::fdb) by which it does, where the backup port is a
  /// vxlan with vlan_tunnel, which needs Feature::vlan_filtering; 0 for the vxlan's own FDB. Linux
  /// 6.5.
  std::uint32_t backup_nexthop = 0;

  bool operator==(const PortOptions&) const = default;
};
/// "isolated hairpin learning off", what is not the kernel's own; empty when all is.
std::string to_string(const PortOptions& options);
template <>
inline constexpr bool is_printable<PortOptions> = true;

/// IFLA_BRPORT_STATE (IEEE 802.1D). Without a spanning tree a port with a carrier forwards.
enum class PortState { disabled, listening, learning, forwarding, blocking };
/// "disabled", "forwarding", ..., as `bridge link` prints it
std::string to_string(PortState state);
template <>
inline constexpr bool is_printable<PortState> = true;

/// A port as its bridge sees it.
struct PortInfo {
  int bridge_index = 0;
  PortState state = PortState::disabled;
  PortOptions options{};
  bool operator==(const PortInfo&) const = default;
};
/// "forwarding isolated"
std::string to_string(const PortInfo& port);
template <>
inline constexpr bool is_printable<PortInfo> = true;

/// There is no spanning tree; `vlan_filtering` needs a kernel with Feature::vlan_filtering.
struct BridgeOptions {
  /// IGMP and MLD snooping: multicast leaves only where somebody has asked for it.
  bool multicast_snooping = true;
  std::chrono::seconds ageing_time{300};  ///< how long the FDB keeps a sender; 0 for not at all
  bool vlan_filtering = false;            ///< ports are in VLANs; see Interface::add_vlan()
  std::uint16_t default_vlan = 1;         ///< of new ports, untagged; 0 for none. With filtering
  bool operator==(const BridgeOptions&) const = default;
};
/// "multicast_snooping off", what is not the kernel's own
std::string to_string(const BridgeOptions& options);
template <>
inline constexpr bool is_printable<BridgeOptions> = true;

/// A VLAN that a bridge's port, or the bridge itself, is in (`bridge vlan`).
struct PortVlan {
  std::uint16_t id = 1;   ///< 1 to 4094
  bool pvid = false;      ///< untagged frames that come in are of this VLAN
  bool untagged = false;  ///< frames of this VLAN leave untagged
  /// The tunnel id that the VLAN's frames have on the wire, of a port with vlan_tunnel.
  std::optional<std::uint32_t> tunnel{};
  bool operator==(const PortVlan&) const = default;
};
/// "vlan 10 pvid untagged"
std::string to_string(const PortVlan& vlan);
template <>
inline constexpr bool is_printable<PortVlan> = true;

}  // namespace netrig
