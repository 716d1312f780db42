// What a node has thrown away, as its protocols count it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

struct DiscardCounter {
  std::string name;  ///< as nstat(8) prints it: "TcpExtListenOverflows"
  std::uint64_t packets;
};
/// "TcpExtListenOverflows 3"
std::string to_string(const DiscardCounter& counter);
template <>
inline constexpr bool is_printable<DiscardCounter> = true;

/// Those that are not zero, of the namespace that the calling thread is in
/// (/proc/net/{snmp,netstat,snmp6}, Documentation/networking/snmp_counter.rst). They do
/// not say which packets those were. Of one family, what TCP counts of both is there as well.
std::vector<DiscardCounter> discard_counters(std::optional<Family> of_family = std::nullopt);

}  // namespace netrig
