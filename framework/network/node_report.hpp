// All that a node can say of itself, for people to read after a failure.
#pragma once

#include <string>

#include "netrig/network/node.hpp"
#include "network/state.hpp"

namespace netrig {

/// Links, addresses, routes, rules, neighbours, sockets, connections and rulesets, each under a
/// heading. What cannot be found out says why in its place. Waits for no thread of the node's.
std::string node_report(NetworkState& state, const Node& node);

}  // namespace netrig
