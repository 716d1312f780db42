// Asks a node for its nftables ruleset.
#pragma once

#include "netrig/network/node.hpp"
#include "netrig/nftables/ruleset.hpp"

namespace netrig {

/// What is in force now, of one moment: it asks again when the ruleset changed meanwhile. Takes a
/// few milliseconds. Elements that time out are listed without the time that is left to them.
Ruleset nftables_ruleset(const Node& node);

/// Sets to zero what nftables counts in rules and in named counters; the counters of sets' elements
/// go on. Throws Error where the kernel cannot, before Linux 6.2.
void reset_nftables_counters(const Node& node);

}  // namespace netrig
