// client --- firewall --- server, in both families.
#pragma once

#include <netrig/config/ruleset_error.hpp>
#include <netrig/gtest.hpp>
#include <stdexcept>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

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
    return either(family, "10.0.2.2", "2001:db8:2::2");
  }
  void configure(const Configuration& configuration) { node(firewall).configure(configuration); }
  /// Of a configuration that the firewall must refuse.
  RulesetError refusal_of(const Configuration& configuration) {
    try {
      configure(configuration);
    } catch (const RulesetError& error) {
      return error;
    }
    throw std::logic_error("it was not refused");
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
