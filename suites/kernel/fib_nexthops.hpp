// The network of fib_nexthops.sh:
//
//        veth1 ──1── veth2
//   me                      peer veth6 ──101── veth5 remote
//        veth3 ──2── veth4
//
// The numbers are in the addresses: 172.16.N.0/24 and 2001:db8:9N::/64 between `me`, which has 1,
// and `peer`, which has 2; 172.16.101.0/24 and 2001:db8:101::/64 beyond. `me` has no routes of its
// own.
//
// Of the script's groups those are not here that count notifications (compat_mode), that tire the
// kernel out (torture, large_res_grp) and mpath_select; of the others what needs MPLS and what
// lists the buckets of resilient groups, where tests look at the flows instead.
#pragma once

#include <fmt/format.h>

#include <netrig/gtest.hpp>
#include <string>

#include "families.hpp"

namespace netrig {

inline IpAddress on_link(Family family, int link, int host) {
  return family == Family::ipv4 ? IpAddress(fmt::format("172.16.{}.{}", link, host))
                                : IpAddress(fmt::format("2001:db8:9{}::{}", link, host));
}

class FibNexthops : public NetworkTest {
 protected:
  explicit FibNexthops(Family of) : family(of) {}

  const Family family;
  const NodeId me = topology.add_router("me", {.routing = Routing::given});
  const NodeId peer = topology.add_router("peer");
  const NodeId remote = topology.add_host("remote");
  const LinkId first = topology.connect({me, "veth1", {"172.16.1.1/24", "2001:db8:91::1/64"}},
                                        {peer, "veth2", {"172.16.1.2/24", "2001:db8:91::2/64"}});
  const LinkId second = topology.connect({me, "veth3", {"172.16.2.1/24", "2001:db8:92::1/64"}},
                                         {peer, "veth4", {"172.16.2.2/24", "2001:db8:92::2/64"}});
  const LinkId beyond =
      topology.connect({remote, "veth5", {"172.16.101.1/24", "2001:db8:101::1/64"}},
                       {peer, "veth6", {"172.16.101.2/24", "2001:db8:101::2/64"}});

  /// A nexthop by a host on link 1 or 2.
  NexthopObject by(std::uint32_t id, int link, int host) const {
    return by(id, link, host, family);
  }
  static NexthopObject by(std::uint32_t id, int link, int host, Family of) {
    return {.id = id, .via = on_link(of, link, host), .interface = device(link)};
  }
  /// One without a gateway.
  NexthopObject onto(std::uint32_t id, int link) const {
    return {.id = id, .interface = device(link), .family = family};
  }
  NexthopObject blackhole(std::uint32_t id) const {
    return {.id = id, .blackhole = true, .family = family};
  }
  static NexthopObject group(std::uint32_t id, std::vector<NexthopMember> members) {
    return {.id = id, .group = std::move(members)};
  }
  static std::string device(int link) { return link == 1 ? "veth1" : "veth3"; }

  void add(const std::vector<NexthopObject>& nexthops) {
    for (const auto& nexthop : nexthops) node(me).add_nexthop(nexthop);
  }

  IpAddress target() const { return either(family, "172.16.101.1", "2001:db8:101::1"); }
  /// The host route to it.
  Route route_by(std::uint32_t id) const {
    return {.destination = only(target()), .nexthop_id = id};
  }
  Outcome ping() { return node(me).ping(target()); }
};

class FibNexthopsOfEachFamily : public FibNexthops, public ::testing::WithParamInterface<Family> {
 protected:
  FibNexthopsOfEachFamily() : FibNexthops(GetParam()) {}
};

}  // namespace netrig
