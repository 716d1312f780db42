// The interfaces of a plan that are no ends of links: what they stand on, and who is whose port.
#pragma once

#include "netrig/topology/plan.hpp"

namespace netrig {

/// Appends it to the node, whose links' ends are there already, and notes its members. Throws
/// DescriptionError when what it names is not there, or is in a bridge or VRF already.
void add_virtual_interface(const VirtualInterface& interface, int index, PlannedNode& node);

/// Throws DescriptionError for a port with addresses, for options of a port on what is none, and
/// for a backup port that is none of the same bridge.
void check_ports(const Plan& plan);

}  // namespace netrig
