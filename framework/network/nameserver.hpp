// Which DNS server a node asks.
#pragma once

#include "netrig/network/node.hpp"

namespace netrig {

/// The first one that the node's resolv.conf names. Throws DescriptionError when there is none.
IpAddress first_nameserver(const Node& node);

/// A DnsProbe that names no server is given the node's; others stay as they are.
Probe with_nameserver(const Node& node, Probe probe);

}  // namespace netrig
