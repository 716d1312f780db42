// Has nf_tables lose or mark packets of a namespace.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "netlink/requests.hpp"
#include "netlink/socket.hpp"
#include "netrig/netlink/fault.hpp"

namespace netrig::netlink {

/// How the names of these tables begin.
inline constexpr std::string_view fault_table_prefix = "netrig-fault-";

/// How many packets nf_tables can tell apart by their position.
inline constexpr std::uint32_t most_fault_positions = 0xffffffffU;

struct FaultCounts {
  std::uint64_t matched = 0;  ///< packets that are what the fault is about
  std::uint64_t hit = 0;      ///< of these, the ones that were dropped or marked
};

/// Puts a fault in force at these interfaces, in a table netdev of that name. Nobody but the
/// socket `netfilter` can remove it, and it goes with that (NFT_TABLE_F_OWNER, Linux 5.12). Its
/// numbers must be at most most_fault_positions.
void add_fault(Socket& netfilter, const std::string& table, const Fault& fault,
               const std::vector<Device>& interfaces, const std::string& place);
FaultCounts fault_counts(Socket& netfilter, const std::string& table, const std::string& place);
void remove_fault(Socket& netfilter, const std::string& table, const std::string& place);

}  // namespace netrig::netlink
