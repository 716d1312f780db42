// The routes of a plan: given ones checked and completed, the others computed.
#pragma once

#include <vector>

#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"
#include "topology/segments.hpp"

namespace netrig {

/// Fills PlannedNode::routes: first the given ones, then IPv4's computed ones, then IPv6's. Throws
/// DescriptionError, see plan(). `segments` are those of `plan`, with their addresses.
void plan_routes(const Topology& topology, const std::vector<Segment>& segments, Plan& plan);

/// Copies a node's given routes into the plan, each with its interface where `via` tells it. Throws
/// DescriptionError for a gateway that is the node's own address and for an interface it lacks.
void plan_given_routes(const Topology::Node& node, PlannedNode& planned);

}  // namespace netrig
