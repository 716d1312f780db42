// What a switch's ports are told, and what they do then.
#include <algorithm>
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ThrowsMessage;

MacAddress mac_of(const Node& node) {
  return node.interface("eth0").info().mac;
}

auto IsEntryFor(const MacAddress& mac, std::string_view port) {
  return AllOf(Field("mac", &FdbEntry::mac, mac), Field("interface", &FdbEntry::interface, port));
}

// tenant1 and tenant2 are on isolated ports, the uplink and a shared printer are not.
class IsolatedPorts : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan"), uplink = topology.add_router("uplink");
  const NodeId tenant1 = topology.add_host("tenant1"), tenant2 = topology.add_host("tenant2");
  const NodeId printer = topology.add_host("printer");
  const Prefixes subnets{"10.0.0.0/24", "2001:db8::/64"};

  IsolatedPorts() {
    topology.connect(uplink, lan, subnets);
    topology.connect(printer, lan, subnets);
    topology.connect(tenant1, lan, subnets, {.port = {.isolated = true}});
    topology.connect(tenant2, lan, subnets, {.port = {.isolated = true}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, IsolatedPorts, both_families, family_name);

TEST_P(IsolatedPorts, DoNotReachEachOther) {
  EXPECT_THAT(node(tenant1).ping(tenant2, GetParam()), Unresolved());
  EXPECT_THAT(node(tenant2).ping(tenant1, GetParam()), Unresolved());
}

TEST_P(IsolatedPorts, ReachTheOthersAndAreReached) {
  EXPECT_THAT(node(tenant1).ping(uplink, GetParam()), Reached());
  EXPECT_THAT(node(tenant2).ping(printer, GetParam()), Reached());
  EXPECT_THAT(node(uplink).ping(tenant2, GetParam()), Reached());
}

TEST_P(IsolatedPorts, ReachEachOtherOnceOneIsNoLonger) {
  const auto port = node(lan).interface("port4");

  port.set_port({.isolated = false});

  EXPECT_EQ(port.port().options, PortOptions());
  EXPECT_THAT(node(tenant1).ping(tenant2, GetParam()), Reached());
}

// a -- lan -- b
class PortOfASwitch : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan");
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");
  const LinkId link_of_a = topology.connect(a, lan, {"10.0.0.0/24", "2001:db8::/64"});
  const LinkId link_of_b = topology.connect(b, lan, {"10.0.0.0/24", "2001:db8::/64"});

  Interface port(const char* name) { return node(lan).interface(name); }
  IpAddress address_of_b() { return node(a).address_of(b, GetParam()); }
  // Whether it is known depends on what its kernel has sent so far.
  void forget(NodeId host, const char* port) {
    const auto mac = mac_of(node(host));
    const auto all = node(lan).fdb();
    const auto is_it = [&](const FdbEntry& each) {
      return each.mac == mac && each.interface == port && each.owner == FdbOwner::bridge;
    };
    if (std::ranges::any_of(all, is_it))
      node(lan).remove_fdb_entry({.mac = mac, .interface = port});
  }
  // So that neither asks: what is tested is the way of the frames.
  void make_acquainted() {
    const auto know = [this](NodeId one, NodeId other) {
      node(one).add_neighbour({.address = node(one).address_of(other, GetParam()),
                               .interface = "eth0",
                               .mac = mac_of(node(other))});
    };
    know(a, b);
    know(b, a);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, PortOfASwitch, both_families, family_name);

TEST_P(PortOfASwitch, HasTheKernelsOptionsUnlessToldOtherwise) {
  EXPECT_EQ(port("port1").port(), (PortInfo{.bridge_index = node(lan).interface("br0").index(),
                                            .state = PortState::forwarding}));
}

TEST_P(PortOfASwitch, HasWhatItIsTold) {
  const PortOptions all{.isolated = true,
                        .hairpin = true,
                        .learning = false,
                        .flood = false,
                        .multicast_flood = false,
                        .broadcast_flood = false,
                        .neighbour_suppression = true,
                        .proxy_arp = true,
                        .locked = true,
                        .backup_port = "port2"};

  port("port1").set_port(all);
  EXPECT_EQ(port("port1").port().options, all);

  port("port1").set_port({});
  EXPECT_EQ(port("port1").port().options, PortOptions());
}

TEST_P(PortOfASwitch, IsDisabledWhileItIsDown) {
  link(link_of_a).down();

  EXPECT_EQ(port("port1").port().state, PortState::disabled);
}

TEST_P(PortOfASwitch, LearnsWhoIsBehindIt) {
  ASSERT_THAT(node(a).ping(b, GetParam()), Reached());

  EXPECT_THAT(node(lan).fdb(), AllOf(Contains(IsEntryFor(mac_of(node(a)), "port1")),
                                     Contains(IsEntryFor(mac_of(node(b)), "port2"))));
}

TEST_P(PortOfASwitch, LearnsNobodyWhenItMayNot) {
  port("port1").set_port({.learning = false});
  forget(a, "port1");

  EXPECT_THAT(node(a).ping(b, GetParam()), Reached());  // by flooding

  EXPECT_THAT(node(lan).fdb(), Not(Contains(IsEntryFor(mac_of(node(a)), "port1"))));
}

TEST_P(PortOfASwitch, ThatDoesNotFloodNeedsAnEntry) {
  make_acquainted();
  port("port2").set_port({.learning = false, .flood = false});
  forget(b, "port2");
  EXPECT_THAT(node(a).ping(b, GetParam()), Silent());

  node(lan).add_fdb_entry({.mac = mac_of(node(b)), .interface = "port2"});
  EXPECT_THAT(node(a).ping(b, GetParam()), Reached());

  forget(b, "port2");
  EXPECT_THAT(node(a).ping(b, GetParam()), Silent());
}

TEST_P(PortOfASwitch, ThatIsLockedTakesFramesOfKnownSendersOnly) {
  make_acquainted();
  port("port1").set_port({.learning = false, .locked = true});
  forget(a, "port1");
  EXPECT_THAT(node(a).ping(b, GetParam()), Silent());

  node(lan).add_fdb_entry({.mac = mac_of(node(a)), .interface = "port1"});

  EXPECT_THAT(node(a).ping(b, GetParam()), Reached());
}

// a -- lan -- b; lan has addresses of its own, and so can know others
class NeighbourSuppression : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan =
      topology.add_switch("lan", {.addresses = {"10.0.0.250/24", "2001:db8::250/64"}});
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");

  NeighbourSuppression() {
    topology.connect(a, lan, {"10.0.0.0/24", "2001:db8::/64"});
    topology.connect(b, lan, {"10.0.0.0/24", "2001:db8::/64"},
                     {.port = {.neighbour_suppression = true}});
  }
  // Nobody else answers for it then.
  IpAddress take_address_from_b() {
    const auto address = node(a).address_of(b, GetParam());
    node(b).interface("eth0").remove_address({address, either(24U, 64U)});
    return address;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, NeighbourSuppression, both_families, family_name);

TEST_P(NeighbourSuppression, HasTheSwitchAnswerForWhomItKnowsBehindThePort) {
  const auto mac = mac_of(node(b));
  const auto address = take_address_from_b();
  node(lan).add_fdb_entry({.mac = mac, .interface = "port2"});
  EXPECT_THAT(node(a).resolve_neighbour(address), Unresolved());

  node(lan).add_neighbour({.address = address, .interface = "br0", .mac = mac});

  EXPECT_THAT(node(a).resolve_neighbour(address), Reached());
}

TEST_P(NeighbourSuppression, EndsWithTheOption) {
  const auto mac = mac_of(node(b));
  const auto address = take_address_from_b();
  node(lan).add_fdb_entry({.mac = mac, .interface = "port2"});
  node(lan).add_neighbour({.address = address, .interface = "br0", .mac = mac});

  node(lan).interface("port2").set_port({.neighbour_suppression = false});

  EXPECT_THAT(node(a).resolve_neighbour(address), Unresolved());
}

// Two containers behind one port: their macvlans leave it to the switch to join them (VEPA).
class HairpinMode : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan"), server = topology.add_host("server");
  const NodeId one = topology.add_host("one"), other = topology.add_host("other");
  const LinkId cable = topology.connect(server, lan);

  void network_ready() override {
    give(one, either("10.0.0.1/24", "2001:db8::1/64"));
    give(other, either("10.0.0.2/24", "2001:db8::2/64"));
  }
  void give(NodeId container, const InterfaceAddress& address) {
    const Macvlan vepa{.parent = "eth0", .mode = MacvlanMode::vepa};
    const auto there = node(server).add_interface({"mv0", vepa}).move_to(container);
    there.add_address(address);
    there.up();
  }
  IpAddress address_of_other() { return either("10.0.0.2", "2001:db8::2"); }
};
INSTANTIATE_TEST_SUITE_P(Families, HairpinMode, both_families, family_name);

TEST_P(HairpinMode, SendsFramesBackToWhereTheyCameFrom) {
  node(lan).interface("port1").set_port({.hairpin = true});

  EXPECT_THAT(node(one).ping(address_of_other()), Reached());
}

TEST_P(HairpinMode, IsNeededForThat) {
  EXPECT_THAT(node(one).ping(address_of_other()), Unresolved());
}

// client -- lan == primary, standby; both have the same virtual address
class BackupPort : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan"), client = topology.add_host("client");
  const NodeId primary = topology.add_host("primary"), standby = topology.add_host("standby");
  const Prefixes subnets{"10.0.0.0/24", "2001:db8::/64"};
  const LinkId link_of_primary = connect_all();

  LinkId connect_all() {
    topology.connect(client, lan, subnets);
    // What the standby says with the virtual address moves no entry.
    topology.connect(standby, {lan, "spare"}, subnets, {.port = {.learning = false}});
    return topology.connect(primary, {lan, "main"}, subnets);
  }
  void network_ready() override {
    const InterfaceAddress shared = either("10.0.0.99/24", "2001:db8::99/64");
    for (const auto each : {standby, primary})
      node(each).add_interface(
          {.name = "vip", .kind = Macvlan{.parent = "eth0"}, .addresses = {shared}, .mac = mac});
    node(client).add_neighbour({.address = shared.address(), .interface = "eth0", .mac = mac});
    node(lan).add_fdb_entry({.mac = mac, .interface = "main"});
  }
  const MacAddress mac{"00:00:5e:00:01:01"};  // VRRP's (RFC 9568)
  IpAddress virtual_address() { return either("10.0.0.99", "2001:db8::99"); }
};
INSTANTIATE_TEST_SUITE_P(Families, BackupPort, both_families, family_name);

TEST_P(BackupPort, TakesOverWhenTheCarrierIsLost) {
  node(lan).interface("main").set_port({.backup_port = "spare"});
  EXPECT_THAT(node(client).ping(virtual_address()), Reached());

  node(primary).interface("eth0").down();

  EXPECT_THAT(node(client).ping(virtual_address()), Reached());
}

// What the nexthop does needs VLAN filtering: it is of tunnels that VLANs are mapped to.
TEST_P(BackupPort, KeepsItsNexthopUntilItIsTold) {
  const auto main = node(lan).interface("main");
  const PortOptions with_nexthop{.backup_port = "spare", .backup_nexthop = 10};

  main.set_port(with_nexthop);
  EXPECT_EQ(main.port().options, with_nexthop);

  main.set_port({.backup_port = "spare"});
  EXPECT_EQ(main.port().options, (PortOptions{.backup_port = "spare"}));
}

TEST_P(BackupPort, IsNeededForThat) {
  node(primary).interface("eth0").down();

  EXPECT_THAT(node(client).ping(virtual_address()), Dropped());
}

class SwitchWithOptions : public NetworkTest {
 protected:
  const BridgeOptions options{.multicast_snooping = false, .ageing_time = std::chrono::seconds(7)};
  const NodeId lan = topology.add_switch("lan", {.options = options});
};

TEST_F(SwitchWithOptions, HasThem) {
  EXPECT_EQ(node(lan).interface("br0").bridge(), options);
}

TEST_F(SwitchWithOptions, TakesOthersWhileItRuns) {
  const auto br0 = node(lan).interface("br0");

  br0.set_bridge({.multicast_snooping = false, .ageing_time = std::chrono::seconds(70)});

  EXPECT_EQ(br0.bridge().ageing_time, std::chrono::seconds(70));
}

TEST_F(SwitchWithOptions, TakesTheKernelsOwnAgain) {
  const auto br0 = node(lan).interface("br0");

  br0.set_bridge({});

  EXPECT_EQ(br0.bridge(), BridgeOptions());
}

TEST_F(SwitchWithOptions, HasNoDefaultVlanThatItsKernelWouldPassOver) {
  if (kernel_has(Feature::vlan_filtering)) GTEST_SKIP() << "this kernel has VLAN filtering";

  EXPECT_THAT([this] { node(lan).interface("br0").set_bridge({.default_vlan = 5}); },
              ThrowsMessage<UnsupportedError>(missing(Feature::vlan_filtering)));
}

TEST_F(SwitchWithOptions, IsNotWhatAnotherInterfaceIs) {
  const auto lo = node(lan).interface("lo");

  EXPECT_THAT([&] { lo.bridge(); }, ThrowsMessage<DescriptionError>("'lo' of 'lan' is no bridge"));
  EXPECT_THAT([&] { lo.set_bridge({}); },
              ThrowsMessage<DescriptionError>("'lo' of 'lan' is no bridge"));
}

TEST_F(SwitchWithOptions, SaysThatItIsNoPort) {
  EXPECT_THAT([this] { node(lan).interface("br0").port(); },
              ThrowsMessage<DescriptionError>("'br0' of 'lan' is no bridge's port"));
}

// red and blue are in VLANs of their own, as access ports.
class VlanFilteringSwitch : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan =
      topology.add_switch("lan", {.options = {.vlan_filtering = true, .default_vlan = 0}});
  const NodeId red = topology.add_host("red"), blue = topology.add_host("blue");

  VlanFilteringSwitch() {
    topology.connect(red, lan, {"10.0.0.0/24", "2001:db8::/64"});
    topology.connect(blue, lan, {"10.0.0.0/24", "2001:db8::/64"});
  }
  void put_into_vlans(std::uint16_t of_red, std::uint16_t of_blue) {
    node(lan).interface("port1").add_vlan({.id = of_red, .pvid = true, .untagged = true});
    node(lan).interface("port2").add_vlan({.id = of_blue, .pvid = true, .untagged = true});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, VlanFilteringSwitch, both_families, family_name);

TEST_P(VlanFilteringSwitch, KeepsVlansApart) {
  put_into_vlans(10, 20);

  EXPECT_THAT(node(red).ping(blue, GetParam()), Unresolved());
}

TEST_P(VlanFilteringSwitch, JoinsThemOnceItDoesNotFilter) {
  put_into_vlans(10, 20);

  node(lan).interface("br0").set_bridge({.vlan_filtering = false, .default_vlan = 0});

  EXPECT_THAT(node(red).ping(blue, GetParam()), Reached());
}

TEST_P(VlanFilteringSwitch, JoinsThoseOfOne) {
  put_into_vlans(10, 10);

  EXPECT_THAT(node(red).ping(blue, GetParam()), Reached());
}

}  // namespace
}  // namespace netrig
