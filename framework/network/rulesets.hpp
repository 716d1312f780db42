// The nftables rulesets of a network's nodes.
#pragma once

#include "network/state.hpp"

namespace netrig {

/// Sees to it that NetworkState::rulesets are there. Moves the calling thread, which is netrig's,
/// from namespace to namespace.
void open_rulesets(NetworkState& network);

}  // namespace netrig
