// What can be wrong with a route, a nexthop object or a rule of a node: found out before any system
// call, for a description and for a node that runs.
#pragma once

#include <string_view>

#include "netrig/topology/topology.hpp"

namespace netrig {

/// Each throws DescriptionError. Of the value alone:
void check_next_hops(const Route& route, std::string_view node);
void check_nexthop(const NexthopObject& nexthop, std::string_view node);
void check_rule(const RoutingRule& rule, std::string_view node);

/// And together with what the node has already.
void check_route(const Route& route, const Topology::Node& node);
void check_nexthop(const NexthopObject& nexthop, const Topology::Node& node);
void check_rule(const RoutingRule& rule, const Topology::Node& node);

}  // namespace netrig
