// What can be wrong with the addresses of a plan as a whole.
#pragma once

#include <vector>

#include "netrig/topology/plan.hpp"
#include "topology/segments.hpp"

namespace netrig {

/// Throws DescriptionError when a node has a network or broadcast address, or an address twice, or
/// subnets of different segments that overlap; when a segment has an address twice; when a link
/// that carries IPv6 has an MTU below 1280.
void check_addresses(const Plan& plan, const std::vector<Segment>& segments);

}  // namespace netrig
