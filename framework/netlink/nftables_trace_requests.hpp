// Has nf_tables trace the packets of one flow, or all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/address.hpp"
#include "netrig/netlink/ip_protocol.hpp"

namespace netrig::netlink {

/// What the packets of a flow, their answers and the ICMP errors about them have in their transport
/// header, whatever becomes of their addresses on the way.
struct TracedFlow {
  Family family{};
  IpProtocol protocol{};
  std::uint16_t identifier = 0;  ///< the port that it is sent from, or the id of echo requests
};

/// Sees to it that the packets of a flow are traced from where they enter the rulesets of a
/// namespace, in a table of that name for each of the families that `chains` are of. Nobody but the
/// socket `netfilter` can remove it, and it goes with that (NFT_TABLE_F_OWNER, Linux 5.12).
/// Counters, listings and verdicts of others' tables stay as they are.
void trace_flow(Socket& netfilter, const std::string& table, const TracedFlow& flow,
                const std::vector<NftablesChain>& chains, const std::string& place);
void end_trace(Socket& netfilter, const std::string& table, const TracedFlow& flow,
               const std::vector<NftablesChain>& chains, const std::string& place);

/// The same for all packets of a namespace, in the families ip, ip6, inet, bridge and arp, as far
/// as the kernel has these. Gives the tables that were made.
std::vector<NftablesTable> trace_everything(Socket& netfilter, const std::string& table,
                                            const std::string& place);
/// And for the chains of the family netdev: where packets come in by this interface. The table's
/// name must not be that of another interface.
NftablesTable trace_device(Socket& netfilter, const std::string& table, const std::string& device,
                           const std::string& place);

}  // namespace netrig::netlink
