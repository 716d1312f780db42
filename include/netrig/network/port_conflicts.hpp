// Whether ports are free in every node of a network at the same time.
#pragma once

#include <string>
#include <vector>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/socket_info.hpp"
#include "netrig/network/network.hpp"

namespace netrig {

/// A port that could not be bound in a node, and who has it there.
struct PortConflict {
  std::string node;
  TransportPort port;
  std::vector<ListeningSocket> holders;
};
/// "80/tcp is taken in 'server': 0.0.0.0:80/tcp users:((\"nginx\",pid=12,fd=6))"
std::string to_string(const PortConflict& conflict);
template <>
inline constexpr bool is_printable<PortConflict> = true;

/// Takes each port in every node, all of them held at once, as a server does: on all addresses of
/// both families, for TCP with SO_REUSEADDR and listening. Then lets go again. Gives those that
/// were taken; none means that the nodes do not get in each other's way, nor anyone in theirs. A
/// port that is named twice is asked about once; port 0 is a DescriptionError.
std::vector<PortConflict> port_conflicts(const Network& network,
                                         const std::vector<TransportPort>& ports);

}  // namespace netrig
