#include "netrig/netlink/neighbour.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(NeighbourState state) {
  switch (state) {
    case NeighbourState::none: return "NONE";
    case NeighbourState::incomplete: return "INCOMPLETE";
    case NeighbourState::reachable: return "REACHABLE";
    case NeighbourState::stale: return "STALE";
    case NeighbourState::delay: return "DELAY";
    case NeighbourState::probe: return "PROBE";
    case NeighbourState::failed: return "FAILED";
    case NeighbourState::noarp: return "NOARP";
    case NeighbourState::permanent: return "PERMANENT";
  }
  return fmt::format("state {}", static_cast<int>(state));
}

std::string to_string(const Neighbour& neighbour) {
  auto text = fmt::format("{} dev {}", neighbour.address, neighbour.interface);
  if (neighbour.mac) text += fmt::format(" lladdr {}", *neighbour.mac);
  return text + fmt::format(" {}", neighbour.state);
}

}  // namespace netrig
