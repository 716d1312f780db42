// The network of fixtures/nat_gateway.md, once for IPv4 and once for IPv6, with a ruleset of the
// test's own.
#pragma once

#include <gmock/gmock.h>

#include <netrig/fixtures/nat_gateway.hpp>
#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

class Translated : public NatGateway, public OfEachFamily {
 protected:
  const IpAddress address_of_alice = either("10.0.0.2", "fd00::2");
  const IpAddress address_of_bob = either("10.0.0.3", "fd00::3");
  const IpAddress inside_of_gateway = either("10.0.0.1", "fd00::1");
  const IpAddress address_of_gateway = either("203.0.113.1", "2001:db8::1");
  const IpAddress address_of_server = either("203.0.113.80", "2001:db8::80");

  /// Of the gateway, in the place of the fixture's.
  void set_rules(const char* ruleset) {
    node(gateway).configure(nftables_text(std::string("flush ruleset\n") + ruleset));
  }
  Ruleset rules() { return nftables_ruleset(node(gateway)); }
  std::vector<ConntrackEntry> tracked() { return node(gateway).conntrack(); }

  Outcome connect(NodeId from, const IpAddress& to, std::uint16_t port) {
    return node(from).ask(TcpProbe{.target = {to, tcp(port)}, .patience = short_patience});
  }
  /// From a port of one's own.
  Outcome connect_from(std::uint16_t source_port, NodeId from, std::uint16_t port) {
    return node(from).ask(TcpProbe{.target = {address_of_server, tcp(port)},
                                   .source_port = source_port,
                                   .patience = short_patience});
  }
};

}  // namespace netrig
