// Where a node meets others that computed routes know of.
#pragma once

#include <cstddef>
#include <vector>

#include "netrig/topology/plan.hpp"

namespace netrig {

/// An interface on a segment. Points into a Plan.
struct Place {
  const InterfaceName* interface;
  std::size_t segment;
  const std::vector<InterfaceAddress>* addresses;
};

/// The ends of links, then what shares a wire with them: bridges, macvlans, VLANs, and dummies. Not
/// tunnels, because the way through one could be that of its own packets, and nothing in a VRF.
std::vector<Place> places_of(const PlannedNode& node);

}  // namespace netrig
