// A probe of a node, and what the rest of the network knows of its packets.
#pragma once

#include "netrig/probe/ask.hpp"
#include "netrig/topology/topology.hpp"
#include "network/state.hpp"

namespace netrig {

/// netrig::ask() of one inquiry of a node, to which, for an EchoProbe, a TcpProbe or a UdpProbe, it
/// adds what became of its packets: ends it as soon as that is proven, and fills in Outcome::drop.
Outcome ask_watched(NetworkState& network, NodeId from, Inquiry inquiry);

}  // namespace netrig
