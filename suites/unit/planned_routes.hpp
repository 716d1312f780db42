// The routes of a plan as text.
#pragma once

#include <string>
#include <vector>

#include "netrig/topology/plan.hpp"

namespace netrig {

using Lines = std::vector<std::string>;

/// The routes of a node as `ip route` prints them.
inline Lines routes(const Topology& topology, NodeId node) {
  const auto planned = plan(topology);
  Lines lines;
  for (const auto& route : planned.node(node).routes) lines.push_back(to_string(route));
  return lines;
}

inline const NodeOptions routes_given{.routing = Routing::given};

}  // namespace netrig
