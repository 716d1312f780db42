// What the expressions of a rule tell: its bytecode, as the kernel lists it.
#pragma once

#include <libmnl/libmnl.h>

#include "netlink/nftables_queries.hpp"

namespace netrig::netlink {

/// NFTA_RULE_EXPRESSIONS
void read_expressions(const nlattr& list, NftablesRule& rule);

}  // namespace netrig::netlink
