// Rulesets for the tests of connection tracking.
#pragma once

#include <string>

#include "netrig/topology/configuration.hpp"

namespace netrig {

/// An nftables ruleset that libnftables loads.
Configuration ruleset(std::string text);

}  // namespace netrig
