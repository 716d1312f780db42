// The network of fixtures/routed_network.md, once for IPv4 and once for IPv6.
#pragma once

#include <gmock/gmock.h>

#include <netrig/fixtures/routed_network.hpp>
#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"

namespace netrig {

/// For those who wait in vain: shorter than the second after which TCP repeats a SYN.
inline constexpr std::chrono::milliseconds in_vain{100};

/// What a test says of IPv4 and of IPv6: either(family, "10.0.0.1", "fd00::1").
class Either {
 public:
  Either(Family family, const char* v4, const char* v6) : text_(family == Family::ipv4 ? v4 : v6) {}
  operator IpAddress() const { return text_; }
  operator Prefix() const { return text_; }

 private:
  const char* text_;
};

/// Of both families; a test says of which it is.
class Routed : public RoutedNetwork, public ::testing::WithParamInterface<Family> {
 protected:
  const Family family = GetParam();
  const Prefix clients = either("192.0.2.0/25", "2001:db8:1::/64");
  const Prefix servers = either("192.0.2.128/25", "2001:db8:2::/64");
  const IpAddress address_of_client = either("192.0.2.2", "2001:db8:1::2");
  const IpAddress address_of_server = either("192.0.2.130", "2001:db8:2::2");
  // The next hops of west, and of east.
  const IpAddress east_by_direct = either("198.51.100.2", "2001:db8:12::2");
  const IpAddress west_by_direct = either("198.51.100.1", "2001:db8:12::1");
  const IpAddress detour_of_west = either("198.51.100.6", "2001:db8:13::2");
  const IpAddress detour_of_east = either("198.51.100.9", "2001:db8:23::1");

  static Either either(const char* v4, const char* v6) { return {GetParam(), v4, v6}; }

  /// With little patience: for what may be lost.
  Path path() {
    return network().path(client, EchoProbe{.target = address_of_server, .patience = in_vain});
  }
  Outcome ping() {
    return node(client).ask(EchoProbe{.target = address_of_server, .patience = in_vain});
  }
  Ruleset rules_of(NodeId router) { return nftables_ruleset(node(router)); }
};

}  // namespace netrig
