// An entry of the ARP or neighbour-discovery table (RTM_GETNEIGH).
#pragma once

#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/mac_address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// arp(7) and RFC 4861, with the kernel's additions (NUD_*, ip-neighbour(8)).
enum class NeighbourState {
  none,
  incomplete,
  reachable,
  stale,
  delay,
  probe,
  failed,
  noarp,
  permanent
};
/// "REACHABLE", ..., as `ip neigh` prints it
std::string to_string(NeighbourState state);
template <>
inline constexpr bool is_printable<NeighbourState> = true;

struct Neighbour {
  IpAddress address{};
  std::string interface = {};
  std::optional<MacAddress> mac{};  ///< empty while incomplete or failed
  NeighbourState state = NeighbourState::permanent;

  bool operator==(const Neighbour&) const = default;
};
/// "10.0.0.2 dev eth0 lladdr 02:00:5e:10:00:00 REACHABLE"
std::string to_string(const Neighbour& neighbour);
template <>
inline constexpr bool is_printable<Neighbour> = true;

}  // namespace netrig
