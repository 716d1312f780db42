// A fault in a table of nf_tables.
#pragma once

#include <memory>

#include "evidence/node_ruleset.hpp"
#include "netlink/requests.hpp"
#include "network/running_fault.hpp"

namespace netrig {

/// Why nf_tables cannot do that: "the 5000000000th packet is beyond ..."; empty where it can.
std::string beyond_nftables(const Fault& fault);

/// Puts it in force at these interfaces of the node that the ruleset is of, and which outlives its
/// end(). Throws UnsupportedError where this kernel's nf_tables lacks something for it.
std::shared_ptr<RunningFault> run_by_nftables(const Fault& fault, NodeId id, NodeRuleset& ruleset,
                                              const std::vector<netlink::Device>& interfaces);

}  // namespace netrig
