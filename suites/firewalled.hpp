// client --- firewall --- server, in both families.
#pragma once

#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
#include "patience.hpp"

class Firewalled : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_router("firewall");
  const NodeId server = topology.add_host("server");

  Firewalled() {
    topology.connect({client, {"10.0.1.2/24", "2001:db8:1::2/64"}},
                     {firewall, "lan", {"10.0.1.1/24", "2001:db8:1::1/64"}});
    topology.connect({firewall, "wan", {"10.0.2.1/24", "2001:db8:2::1/64"}},
                     {server, {"10.0.2.2/24", "2001:db8:2::2/64"}});
  }

  static IpAddress server_address(Family family) {
    return family == Family::ipv4 ? "10.0.2.2" : "2001:db8:2::2";
  }
  /// With little patience: for what may be dropped.
  Outcome connect(Family family, std::uint16_t port) {
    return node(client).ask(
        TcpProbe{.target = {server_address(family), tcp(port)}, .patience = short_patience});
  }
};

class FirewalledInBothFamilies : public Firewalled, public OfEachFamily {
 protected:
  Outcome connect(std::uint16_t port) { return Firewalled::connect(GetParam(), port); }
};

}  // namespace netrig
