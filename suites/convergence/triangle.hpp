// Three routers in a triangle, in both families, which have no routes until a daemon finds them:
//
//   client ── a ── near-switch ── far-switch ── b ── server
//              \                               /
//               ───────────── c ──────────────
//
// The short way is by the switches: what is cut between them neither router notices by itself.
#pragma once

#include <string>
#include <vector>

#include "netrig/network/network.hpp"

namespace netrig {

struct Triangle {
  NodeId client, server, a, b, c;
  LinkId a_to_switch, between_switches;
};

/// Interfaces are called by what they lead to: "to-b", and "lan" to a host.
inline Triangle add_triangle(Topology& topology) {
  const auto add_router = [&](const char* name) {
    return topology.add_router(name, {.routing = Routing::given});
  };
  const auto client = topology.add_host("client"), server = topology.add_host("server");
  const auto a = add_router("a"), b = add_router("b"), c = add_router("c");
  const auto near = topology.add_switch("near-switch"), far = topology.add_switch("far-switch");
  topology.connect({a, "lan"}, client, {"10.0.1.0/24", "2001:db8:1::/64"});
  topology.connect({b, "lan"}, server, {"10.0.2.0/24", "2001:db8:2::/64"});
  const Prefixes short_way = {"10.0.3.0/24", "2001:db8:3::/64"};
  const auto a_to_switch = topology.connect({a, "to-b"}, near, short_way);
  const auto between_switches = topology.connect(near, far);
  topology.connect({b, "to-a"}, far, short_way);
  topology.connect({a, "to-c"}, {c, "to-a"}, {"10.0.4.0/24", "2001:db8:4::/64"});
  topology.connect({b, "to-c"}, {c, "to-b"}, {"10.0.5.0/24", "2001:db8:5::/64"});
  for (const auto* router : {"10.0.1.1", "2001:db8:1::1"})
    topology.add_route(client, Route::default_via(router));
  for (const auto* router : {"10.0.2.1", "2001:db8:2::1"})
    topology.add_route(server, Route::default_via(router));
  return {client, server, a, b, c, a_to_switch, between_switches};
}

inline const std::vector<Prefix> clients = {"10.0.1.0/24", "2001:db8:1::/64"};
inline const std::vector<Prefix> servers = {"10.0.2.0/24", "2001:db8:2::/64"};

/// Returns when packets to those networks leave through that interface, of both families.
inline void wait_for_way(const Node& router, const std::vector<Prefix>& networks,
                         const std::string& interface) {
  for (const auto& network : networks)
    router.wait_for_route({.destination = network, .interface = interface});
}
/// When the short way is found, and the way to c and back.
inline void wait_until_converged(const Network& network, const Triangle& triangle) {
  wait_for_way(network[triangle.a], servers, "to-b");
  wait_for_way(network[triangle.b], clients, "to-a");
  wait_for_way(network[triangle.c], servers, "to-b");
  wait_for_way(network[triangle.c], clients, "to-a");
}
inline void wait_for_long_way(const Network& network, const Triangle& triangle) {
  wait_for_way(network[triangle.a], servers, "to-c");
  wait_for_way(network[triangle.b], clients, "to-c");
}

}  // namespace netrig
