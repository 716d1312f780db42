// Interfaces that share a wire with others: macvlan, ipvlan, VLAN.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::Not;

// server (eth0, mv0) --- peer, and two containers that have no interface yet
class MacvlanOfAServer : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId server = topology.add_host("server"), peer = topology.add_host("peer");
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");
  const LinkId wire = topology.connect(server, peer, {"10.0.0.0/24", "2001:db8::/64"});

  MacvlanOfAServer() {
    topology.add_interface(server,
                           {"mv0", Macvlan{.parent = "eth0"}, {"10.0.0.10/24", "2001:db8::10/64"}});
  }

  // Makes a macvlan and gives it to a container.
  Interface give(NodeId container, MacvlanMode mode, const InterfaceAddress& address) {
    auto made = node(server).add_interface({"mv9", Macvlan{.parent = "eth0", .mode = mode}});
    auto there = made.move_to(container);
    there.add_address(address);
    there.up();
    return there;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, MacvlanOfAServer, both_families, family_name);

TEST_P(MacvlanOfAServer, IsReachedAtItsOwnAddress) {
  EXPECT_THAT(node(peer).ping(either("10.0.0.10", "2001:db8::10")), Reached());
}

TEST_P(MacvlanOfAServer, IsAnInterfaceWithAnEthernetAddressOfItsOwn) {
  const auto eth0 = node(server).interface("eth0").info();

  EXPECT_THAT(node(server).interface("mv0").info(),
              AllOf(Field("kind", &InterfaceInfo::kind, "macvlan"),
                    Field("state", &InterfaceInfo::state, OperationalState::up),
                    Field("mac", &InterfaceInfo::mac, Not(eth0.mac)),
                    Field("parent_index", &InterfaceInfo::parent_index, eth0.index)));
}

TEST_P(MacvlanOfAServer, LosesItsCarrierWithItsParent) {
  link(wire).down();
  EXPECT_THAT(node(server).interface("mv0").info(),
              Field("has_carrier", &InterfaceInfo::has_carrier, false));

  link(wire).up();
  EXPECT_THAT(node(peer).ping(either("10.0.0.10", "2001:db8::10")), Reached());
}

TEST_P(MacvlanOfAServer, PutsAContainerOnTheWire) {
  give(a, MacvlanMode::bridge, either("10.0.0.11/24", "2001:db8::11/64"));

  EXPECT_THAT(node(peer).ping(either("10.0.0.11", "2001:db8::11")), Reached());
}

TEST_P(MacvlanOfAServer, IsSilentOnceItIsDownAndBackOnceItIsUp) {
  const auto eth0 = give(a, MacvlanMode::bridge, either("10.0.0.11/24", "2001:db8::11/64"));

  eth0.down();
  EXPECT_THAT(node(peer).ping(either("10.0.0.11", "2001:db8::11")), Unresolved());

  eth0.up();
  EXPECT_THAT(node(peer).ping(either("10.0.0.11", "2001:db8::11")), Reached());
}

TEST_P(MacvlanOfAServer, IsGoneOnceItIsRemoved) {
  give(a, MacvlanMode::bridge, either("10.0.0.11/24", "2001:db8::11/64")).remove();

  EXPECT_THAT(node(a).interfaces(), Not(HasInterface("mv9")));
  EXPECT_THAT(node(peer).ping(either("10.0.0.11", "2001:db8::11")), Unresolved());
}

TEST_P(MacvlanOfAServer, ReachesAnotherInModeBridge) {
  give(a, MacvlanMode::bridge, either("10.0.0.11/24", "2001:db8::11/64"));
  give(b, MacvlanMode::bridge, either("10.0.0.12/24", "2001:db8::12/64"));

  EXPECT_THAT(node(a).ping(either("10.0.0.12", "2001:db8::12")), Reached());
}

TEST_P(MacvlanOfAServer, ReachesThePeerButNoOtherInModePrivate) {
  give(a, MacvlanMode::private_, either("10.0.0.11/24", "2001:db8::11/64"));
  give(b, MacvlanMode::private_, either("10.0.0.12/24", "2001:db8::12/64"));

  EXPECT_THAT(node(a).ping(node(a).address_of(peer, GetParam())), Reached());
  EXPECT_THAT(node(b).ping(node(b).address_of(peer, GetParam())), Reached());
  EXPECT_THAT(node(a).ping(either("10.0.0.12", "2001:db8::12")), Unresolved());
}

// server (iv0) --- peer
class IpvlanOfAServer : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId server = topology.add_host("server"), peer = topology.add_host("peer");

  IpvlanOfAServer() {
    topology.connect(server, peer, {"10.0.0.0/24", "2001:db8::/64"});
    topology.add_interface(server,
                           {"iv0", Ipvlan{.parent = "eth0"}, {"10.0.0.10/24", "2001:db8::10/64"}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, IpvlanOfAServer, both_families, family_name);

TEST_P(IpvlanOfAServer, IsReachedAtItsOwnAddress) {
  EXPECT_THAT(node(peer).ping(either("10.0.0.10", "2001:db8::10")), Reached());
}

TEST_P(IpvlanOfAServer, SharesItsParentsEthernetAddress) {
  EXPECT_EQ(node(server).interface("iv0").info().mac, node(server).interface("eth0").info().mac);
}

// red (VLAN 10) -- lan -- router (VLANs 10 and 20) -- and blue (VLAN 20) on the same switch
class RouterOnAStick : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan"), router = topology.add_router("router");
  const NodeId red = topology.add_host("red"), blue = topology.add_host("blue");
  const LinkId trunk = topology.connect(router, lan);

  RouterOnAStick() {
    topology.connect(red, lan);
    topology.connect(blue, lan);
    add_vlan(router, 10, {"10.0.10.1/24", "2001:db8:10::1/64"});
    add_vlan(router, 20, {"10.0.20.1/24", "2001:db8:20::1/64"});
    add_vlan(red, 10, {"10.0.10.2/24", "2001:db8:10::2/64"});
    add_vlan(blue, 20, {"10.0.20.2/24", "2001:db8:20::2/64"});
  }
  void add_vlan(NodeId node, std::uint16_t id, std::vector<InterfaceAddress> addresses) {
    topology.add_interface(node, {"eth0." + std::to_string(id), Vlan{.parent = "eth0", .id = id},
                                  std::move(addresses)});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, RouterOnAStick, both_families, family_name);

TEST_P(RouterOnAStick, RoutesBetweenItsVlansByComputedRoutes) {
  EXPECT_THAT(node(red).ping(blue, GetParam()), Reached());
}

TEST_P(RouterOnAStick, IsTheOnlyWayFromOneVlanToTheOther) {
  node(router).interface("eth0.20").down();

  EXPECT_THAT(node(red).ping(blue, GetParam()), NoRouteAt(node(router)));
}

TEST_P(RouterOnAStick, HasItsVlansBackWhenTheTrunkIs) {
  link(trunk).down();
  link(trunk).up();

  EXPECT_THAT(node(red).ping(blue, GetParam()), Reached());
}

}  // namespace
}  // namespace netrig
