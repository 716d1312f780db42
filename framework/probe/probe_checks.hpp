// Whether a probe makes sense, found out before any system call.
#pragma once

#include "netrig/probe/probe.hpp"

namespace netrig {

/// Throws DescriptionError: a port of the other protocol, a source of the other family, a payload
/// that no packet can carry, ...
void check_probe(const Probe& probe);

}  // namespace netrig
