// The addresses that netrig chooses itself.
#pragma once

#include <vector>

#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"
#include "topology/segments.hpp"

namespace netrig {

/// Gives each attachment an address of each prefix that its link plans for: in each segment routers
/// first, then hosts, in the order of the links, the lowest free address first. Throws
/// DescriptionError when a prefix has fewer addresses than members.
void plan_addresses(const Topology& topology, const std::vector<Segment>& segments,
                    const Plan& plan);

}  // namespace netrig
