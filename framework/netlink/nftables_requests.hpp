// What libnftables does not do: nfnetlink requests to nf_tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netlink/socket.hpp"

namespace netrig::netlink {

/// The number of the ruleset that is in force: each transaction raises it (NFT_MSG_GETGEN).
/// `netfilter` is a NETLINK_NETFILTER socket; `place` names the namespace in error messages. An
/// Error where the kernel has no nf_tables.
std::uint32_t ruleset_generation(Socket& netfilter, const std::string& place);

/// Sets the counters and quotas inside of all rules to zero (NFT_MSG_GETRULE_RESET, Linux 6.2).
void reset_rules(Socket& netfilter, const std::string& place);

/// What stands between takes effect at once or, when any of it is refused, not at all.
void begin_transaction(Batch& batch);
void end_transaction(Batch& batch);

/// With all that they hold, in one transaction.
void remove_tables(Socket& netfilter, const std::vector<NftablesTable>& tables,
                   const std::string& place);

}  // namespace netrig::netlink
