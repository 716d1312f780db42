// Turns a plan into a running network, in phases: namespaces, links, addresses, routes.
#pragma once

#include "netrig/network/network.hpp"
#include "network/state.hpp"

namespace netrig {

/// Fills in the namespaces and links of `state`, whose plan it executes. When it throws, the caller
/// destroys `state`, and the kernel everything that was made.
void build(NetworkState& state, const NetworkOptions& options);

}  // namespace netrig
