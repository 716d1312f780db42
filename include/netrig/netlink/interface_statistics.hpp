// What an interface has counted (IFLA_STATS64, `ip -s link`).
#pragma once

#include <cstdint>
#include <string>

#include "netrig/core/print.hpp"

namespace netrig {

struct TrafficCount {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  ///< with link-layer headers
  std::uint64_t errors = 0;
  std::uint64_t dropped = 0;  ///< by the interface itself: what a firewall drops is not among them
  bool operator==(const TrafficCount&) const = default;
};

/// Since the interface was made.
struct InterfaceStatistics {
  TrafficCount received{};
  TrafficCount sent{};
  bool operator==(const InterfaceStatistics&) const = default;
};
/// "received 3 packets, 294 bytes; sent 4 packets, 336 bytes, 1 dropped"
std::string to_string(const InterfaceStatistics& statistics);
template <>
inline constexpr bool is_printable<InterfaceStatistics> = true;

}  // namespace netrig
