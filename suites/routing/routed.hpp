// The network of fixtures/routed_network.md, once for IPv4 and once for IPv6.
#pragma once

#include <gmock/gmock.h>

#include <netrig/fixtures/routed_network.hpp>
#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

class Routed : public RoutedNetwork, public OfEachFamily {
 protected:
  const Prefix clients = either("192.0.2.0/25", "2001:db8:1::/64");
  const Prefix servers = either("192.0.2.128/25", "2001:db8:2::/64");
  const IpAddress address_of_client = either("192.0.2.2", "2001:db8:1::2");
  const IpAddress address_of_server = either("192.0.2.130", "2001:db8:2::2");
  // The next hops of west, and of east.
  const IpAddress east_by_direct = either("198.51.100.2", "2001:db8:12::2");
  const IpAddress west_by_direct = either("198.51.100.1", "2001:db8:12::1");
  const IpAddress detour_of_west = either("198.51.100.6", "2001:db8:13::2");
  const IpAddress detour_of_east = either("198.51.100.9", "2001:db8:23::1");

  /// With little patience: for what may be lost.
  Path path() {
    return network().path(client,
                          EchoProbe{.target = address_of_server, .patience = short_patience});
  }
  Outcome ping() {
    return node(client).ask(EchoProbe{.target = address_of_server, .patience = short_patience});
  }
  Ruleset rules_of(NodeId router) { return nftables_ruleset(node(router)); }
};

}  // namespace netrig
