// Where the routes and links of a network end the way of a packet.
#pragma once

#include <optional>
#include <vector>

#include "evidence/packet.hpp"
#include "netrig/evidence/drop_report.hpp"
#include "netrig/netlink/socket_info.hpp"
#include "network/state.hpp"
#include "network/whereabouts.hpp"

namespace netrig {

/// A packet as it leaves its node.
struct Departure {
  NodeId from;
  Packet packet;
  std::uint32_t mark = 0;
  unsigned hop_limit = 64;  ///< TTL
  /// What its own node says of it is news: of a probe's own packets the socket has said that.
  bool is_answer = false;
};

/// Where it is delivered.
struct Arrival {
  NodeId node;
  Packet packet;          ///< as it was there
  std::string interface;  ///< that it came in on
};

struct WayThrough {
  /// Where nothing is known that keeps the packet from arriving.
  std::optional<Arrival> arrival{};
  /// What keeps it or, where it arrives, its answer.
  std::optional<DropReport> end{};
  bool returns = false;  ///< its answer is known to arrive, too
  /// Where the way there ends because no node is known to have this address.
  std::optional<IpAddress> nobodys{};
  std::vector<NodeId> nodes{};  ///< on the way there, in order, as far as it is known
};
/// Asks the kernel of each node on the way there, and of each on the way back, what it would do:
/// Node::look_up(), and which links carry. Address translation is followed by what the nodes have
/// tracked. Both are empty where that cannot tell.
WayThrough find_way(NetworkState& network, const Departure& departure, Whereabouts::Care care);

/// The sockets that take what arrives there.
std::vector<ListeningSocket> listeners_for(NetworkState& network, const Arrival& arrival);

}  // namespace netrig
