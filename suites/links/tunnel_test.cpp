// Interfaces whose packets travel inside others' packets: vxlan, GRE, IPIP.
#include <netrig/gtest.hpp>

#include "case.hpp"
#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Contains;
using ::testing::Field;
using ::testing::Not;
using ::testing::Values;

// left -- internet -- right
class Underlay : public NetworkTest {
 protected:
  const NodeId left = topology.add_host("left"), right = topology.add_host("right");
  const NodeId internet = topology.add_router("internet");
  const LinkId link_of_left = topology.connect({left, {"192.0.2.1/24", "2001:db8:1::1/64"}},
                                               internet, {"192.0.2.0/24", "2001:db8:1::/64"});
  const LinkId link_of_right = topology.connect({right, {"198.51.100.1/24", "2001:db8:2::1/64"}},
                                                internet, {"198.51.100.0/24", "2001:db8:2::/64"});

  static IpAddress end_of_left(Family outer) { return either(outer, "192.0.2.1", "2001:db8:1::1"); }
  static IpAddress end_of_right(Family outer) {
    return either(outer, "198.51.100.1", "2001:db8:2::1");
  }
};

using Make = InterfaceKind (*)(IpAddress local, IpAddress remote);
struct Tunnel : Case {
  Make make;
};
const Tunnel vxlan{{"Vxlan"}, [](IpAddress local, IpAddress remote) -> InterfaceKind {
                     return Vxlan{.id = 10, .local = local, .remote = remote};
                   }};
const Tunnel gre{{"Gre"}, [](IpAddress local, IpAddress remote) -> InterfaceKind {
                   return Gre{.local = local, .remote = remote, .key = 7};
                 }};
const Tunnel gretap{{"Gretap"}, [](IpAddress local, IpAddress remote) -> InterfaceKind {
                      return Gretap{.local = local, .remote = remote, .key = 8};
                    }};
const Tunnel ipip{{"Ipip"}, [](IpAddress local, IpAddress remote) -> InterfaceKind {
                    return Ipip{.local = local, .remote = remote};
                  }};

struct Families : Case {
  Family outer, inner;
};
const Families v4_in_v4{{"Ipv4InIpv4"}, Family::ipv4, Family::ipv4};
const Families v6_in_v4{{"Ipv6InIpv4"}, Family::ipv4, Family::ipv6};
const Families v4_in_v6{{"Ipv4InIpv6"}, Family::ipv6, Family::ipv4};
const Families v6_in_v6{{"Ipv6InIpv6"}, Family::ipv6, Family::ipv6};

// 10.9.0.1 on the left, 10.9.0.2 on the right
class TunnelThroughTheInternet
    : public Underlay,
      public ::testing::WithParamInterface<std::tuple<Tunnel, Families>> {
 protected:
  const Family outer = std::get<1>(GetParam()).outer, inner = std::get<1>(GetParam()).inner;

  TunnelThroughTheInternet() {
    const auto make = std::get<0>(GetParam()).make;
    topology.add_interface(left, {"tunnel",
                                  make(end_of_left(outer), end_of_right(outer)),
                                  {"10.9.0.1/24", "2001:db8:9::1/64"}});
    topology.add_interface(right, {"tunnel",
                                   make(end_of_right(outer), end_of_left(outer)),
                                   {"10.9.0.2/24", "2001:db8:9::2/64"}});
  }
  Outcome ping() { return node(left).ping(either(inner, "10.9.0.2", "2001:db8:9::2")); }
};
INSTANTIATE_TEST_SUITE_P(OfEthernet, TunnelThroughTheInternet,
                         Combine(Values(vxlan, gre, gretap),
                                 Values(v4_in_v4, v6_in_v4, v4_in_v6, v6_in_v6)),
                         combined_name);
INSTANTIATE_TEST_SUITE_P(OfIp, TunnelThroughTheInternet,
                         Combine(Values(ipip), Values(v4_in_v4, v4_in_v6, v6_in_v6)),
                         combined_name);

TEST_P(TunnelThroughTheInternet, CarriesPackets) {
  EXPECT_THAT(ping(), Reached());
}

TEST_P(TunnelThroughTheInternet, IsAsDeadAsTheWayBelow) {
  link(link_of_right).down();

  EXPECT_FALSE(ping().reached());
}

TEST_P(TunnelThroughTheInternet, EndsWithOneOfItsEnds) {
  node(right).interface("tunnel").remove();

  EXPECT_FALSE(ping().reached());
}

// Ethernet entered into the FDB by hand: nothing floods, nothing is learnt.
class VxlanWithoutRemote : public Underlay, public OfEachFamily {
 protected:
  VxlanWithoutRemote() {
    const Vxlan unlearning{.id = 10, .learning = false};
    topology.add_interface(left, {"vx0", unlearning, {"10.9.0.1/24", "2001:db8:9::1/64"}});
    topology.add_interface(right, {"vx0", unlearning, {"10.9.0.2/24", "2001:db8:9::2/64"}});
  }
  static FdbEntry flood_to(const IpAddress& end) {
    return {.mac = every_mac,
            .interface = "vx0",
            .owner = FdbOwner::interface,
            .state = FdbState::permanent,
            .destination = end};
  }
  Outcome ping() { return node(left).ping(either("10.9.0.2", "2001:db8:9::2")); }
};
INSTANTIATE_TEST_SUITE_P(Families, VxlanWithoutRemote, both_families, family_name);

TEST_P(VxlanWithoutRemote, SendsWhereItsFdbSays) {
  EXPECT_THAT(ping(), Unresolved());

  node(left).add_fdb_entry(flood_to("198.51.100.1"));
  node(right).add_fdb_entry(flood_to("192.0.2.1"));

  EXPECT_THAT(ping(), Reached());
}

TEST_P(VxlanWithoutRemote, ListsAndRemovesWhatItWasGiven) {
  node(left).add_fdb_entry(flood_to("198.51.100.1"));
  node(left).add_fdb_entry(flood_to("198.51.100.2"));
  EXPECT_THAT(node(left).fdb(),
              AllOf(Contains(flood_to("198.51.100.1")), Contains(flood_to("198.51.100.2"))));

  node(left).remove_fdb_entry(flood_to("198.51.100.2"));

  EXPECT_THAT(node(left).fdb(),
              AllOf(Contains(flood_to("198.51.100.1")), Not(Contains(flood_to("198.51.100.2")))));
}

// one -- left == vxlan == right -- other: one Ethernet, joined by the internet
class StretchedEthernet : public Underlay, public OfEachFamily {
 protected:
  const NodeId one = topology.add_host("one"), other = topology.add_host("other");

  StretchedEthernet() {
    topology.connect({one, {"10.0.0.1/24", "2001:db8:9::1/64"}}, {left, "port"});
    topology.connect({other, {"10.0.0.2/24", "2001:db8:9::2/64"}}, {right, "port"});
    stretch(left, "198.51.100.1");
    stretch(right, "192.0.2.1");
  }
  void stretch(NodeId node, const IpAddress& remote) {
    topology.add_interface(node, {"vx0", Vxlan{.id = 10, .remote = remote}});
    topology.add_interface(node, {"br0", Bridge{.ports = {"port", "vx0"}}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, StretchedEthernet, both_families, family_name);

TEST_P(StretchedEthernet, JoinsItsHosts) {
  EXPECT_THAT(node(one).ping(either("10.0.0.2", "2001:db8:9::2")), Reached());
}

TEST_P(StretchedEthernet, LearnsBeyondWhichTunnelTheyAre) {
  const auto mac = node(other).interface("eth0").info().mac;
  ASSERT_THAT(node(one).ping(either("10.0.0.2", "2001:db8:9::2")), Reached());

  EXPECT_THAT(
      node(left).fdb(),
      Contains(AllOf(Field("mac", &FdbEntry::mac, mac),
                     Field("owner", &FdbEntry::owner, FdbOwner::interface),
                     Field("destination", &FdbEntry::destination, IpAddress("198.51.100.1")))));
}

}  // namespace
}  // namespace netrig
