// Whether the target of a probe that was kept from it answers.
#pragma once

#include <functional>

#include "netrig/probe/outcome.hpp"
#include "network/route_evidence.hpp"
#include "network/state.hpp"

namespace netrig {

/// Outcome::control of a probe of which the packet would arrive there.
std::function<Outcome()> control_of(NetworkState& network, const Probe& probe,
                                    const Arrival& arrival);

}  // namespace netrig
