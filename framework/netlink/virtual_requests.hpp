// RTM_NEWLINK for interfaces that stand alone, and for what makes a bridge's port.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "netlink/requests.hpp"
#include "netrig/netlink/bridge_port.hpp"
#include "netrig/netlink/fdb_entry.hpp"
#include "netrig/netlink/virtual_interface.hpp"

namespace netrig::netlink {

/// The index of the interface of that name in the batch's namespace.
using IndexOf = std::function<int(const InterfaceName&)>;

/// Makes it with the given index: down, without its addresses and members. Not for Tun and Tap,
/// which /dev/net/tun makes.
void add_interface(Batch& batch, int index, const VirtualInterface& interface,
                   const IndexOf& index_of);
void remove_interface(Batch& batch, const Device& device);
void set_mac(Batch& batch, const Device& device, const MacAddress& mac);
/// Puts it into a bridge or a VRF, called `master_name` in the error message; 0 takes it out.
void set_master(Batch& batch, const Device& device, int master, const std::string& master_name);

/// Appends IFLA_LINKINFO's data for a bridge: what differs from `now`, the kernel's own at first.
void put_bridge(Message& message, const BridgeOptions& options, const BridgeOptions& now = {});
void set_bridge(Batch& batch, const Device& bridge, const BridgeOptions& options,
                const BridgeOptions& now);

/// Tells a bridge's port what differs from `now`.
void set_port(Batch& batch, const Device& port, const PortOptions& options, const PortOptions& now,
              const IndexOf& index_of);
/// RTM_SETLINK and RTM_DELLINK of family AF_BRIDGE. `of_bridge`: the bridge itself, not a port.
void add_vlan(Batch& batch, const Device& port, const PortVlan& vlan, bool of_bridge);
void remove_vlan(Batch& batch, const Device& port, std::uint16_t id, bool of_bridge);

void add_fdb_entry(Batch& batch, const Device& device, const FdbEntry& entry);
void remove_fdb_entry(Batch& batch, const Device& device, const FdbEntry& entry);

}  // namespace netrig::netlink
