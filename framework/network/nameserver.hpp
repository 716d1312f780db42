// Which DNS server a node asks.
#pragma once

#include <map>

#include "netrig/network/node.hpp"

namespace netrig {

/// Of one network's nodes, for one round of questions: a node's resolv.conf is read at its first.
class Nameservers {
 public:
  /// The first one that the node's resolv.conf names. Throws DescriptionError when there is none.
  const IpAddress& of(const Node& node);
  /// A DnsProbe that names no server is given the node's; others stay as they are.
  Probe named_in(Probe probe, const Node& node);

 private:
  std::map<NodeId, IpAddress> known_;
};

}  // namespace netrig
