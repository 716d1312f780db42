// The interfaces of a node that are no ends of links, in a network that is built and in one that
// runs.
#pragma once

#include <string>
#include <vector>

#include "netlink/virtual_requests.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/topology/plan.hpp"
#include "network/state.hpp"

namespace netrig {

/// Makes it, down, and puts it and its members into their bridges and VRFs.
void make_interface(Namespace& where, int index, const VirtualInterface& interface,
                    const netlink::IndexOf& index_of);

/// The port's options, neighbour timing, addresses; up if `up`.
void configure_interface(Namespace& where, const netlink::Device& device,
                         const VirtualInterface& interface, bool up,
                         const netlink::IndexOf& index_of);

/// Both for all of a node. The first when the ends of links are there, before they have addresses:
/// an interface that is put into a VRF is taken down and up. The second when those are up.
void make_virtual_interfaces(NetworkState& state, NodeId id);
void configure_virtual_interfaces(NetworkState& state, NodeId id);

/// Tells the ports of the node's bridges that are ends of links what is not as usual.
void configure_ports(NetworkState& state, NodeId id);

/// Whether an interface of the node is administratively up from the start. A VLAN cannot be where
/// its parent is not.
bool is_up_from_start(const Plan& plan, const PlannedNode& node, const InterfaceName& name);

/// The node's virtual interfaces that have a carrier from the start.
struct CarriedDevices {
  std::vector<netlink::Device> reporting;  ///< IFLA_OPERSTATE becomes UP
  std::vector<netlink::Device> silent;     ///< it stays UNKNOWN; they pass packets as soon as up
};
CarriedDevices carried_devices(const Plan& plan, const PlannedNode& node);

/// Whether the kind's driver tells of its carrier. A vxlan's, for one, does not: there is none.
bool reports_state(const std::string& kernel_kind);

}  // namespace netrig
