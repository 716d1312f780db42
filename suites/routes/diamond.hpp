// Two ways from a client to a server, in both families:
//
//                      left
//                 1  /      \  3
//   client ── near            far ── server
//         0       2  \      /  4    5
//                      right
//
// The numbers are those of the links: 10.0.N.0/24 and fd00:N::/64. By the routes that netrig
// computes packets pass 'left'.
#pragma once

#include <fmt/format.h>

#include <netrig/gtest.hpp>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

inline Prefix network_of(Family family, int link) {
  return family == Family::ipv4 ? Prefix(fmt::format("10.0.{}.0/24", link))
                                : Prefix(fmt::format("fd00:{}::/64", link));
}
inline Prefix everything(Family family) {
  return either(family, "0.0.0.0/0", "::/0");
}

class Diamond : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId near = topology.add_router("near");
  const NodeId left = topology.add_router("left");
  const NodeId right = topology.add_router("right");
  const NodeId far = topology.add_router("far");
  const NodeId server = topology.add_host("server");

  Diamond() {
    lay(client, near, 0);
    lay(near, left, 1);
    lay(near, right, 2);
    lay(left, far, 3);
    lay(right, far, 4);
    lay(far, server, 5);
  }

  /// The address of a node on a link. The end that was connected first has 1, the other 2.
  IpAddress address(int link, int end) const {
    return network_of(family, link).at(static_cast<std::uint64_t>(end));
  }
  IpAddress server_address() const { return address(5, 2); }
  IpAddress client_address() const { return address(0, 1); }
  Prefix servers() const { return network_of(family, 5); }
  /// Nobody's network unless a test adds a route to it.
  Prefix elsewhere() const { return network_of(family, 9); }
  IpAddress nobody() const { return elsewhere().at(1); }

  /// The way of 'near' to the servers by 'left' and by 'right'.
  NextHop by_left(unsigned weight = 1) const {
    return {.via = address(1, 2), .interface = "eth1", .weight = weight};
  }
  NextHop by_right(unsigned weight = 1) const {
    return {.via = address(2, 2), .interface = "eth2", .weight = weight};
  }
  Route servers_by_both() const {
    return {.destination = servers(), .next_hops = {by_left(), by_right()}};
  }

  EchoProbe echo(const IpAddress& target) const { return {.target = target, .patience = patience}; }
  Path path_to(const IpAddress& target) { return network().path(client, echo(target)); }

 private:
  void lay(NodeId a, NodeId b, int link) {
    const auto end = [&](NodeId node, int number) {
      std::vector<InterfaceAddress> addresses;
      for (const auto each : {Family::ipv4, Family::ipv6}) {
        const auto network = network_of(each, link);
        addresses.emplace_back(network.at(static_cast<std::uint64_t>(number)), network.length());
      }
      return End(node, addresses);
    };
    topology.connect(end(a, 1), end(b, 2));
  }
};

}  // namespace netrig
