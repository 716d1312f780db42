#include "netrig/topology/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "addressing.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

std::vector<std::string> names(const Plan& plan, NodeId node) {
  std::vector<std::string> all;
  for (const auto& interface : plan.node(node).interfaces) all.push_back(interface.name.str());
  return all;
}

std::vector<int> indexes(const Plan& plan, NodeId node) {
  std::vector<int> all;
  for (const auto& interface : plan.node(node).interfaces) all.push_back(interface.index);
  return all;
}

// Names and indexes.

class PlannedInterfaces : public Addressing {};

TEST_F(PlannedInterfaces, AreNamedInTheOrderOfLinks) {
  topology.connect(client, lan);
  topology.connect(lan, firewall);
  topology.connect(firewall, server);

  const auto planned = plan(topology);

  EXPECT_THAT(names(planned, client), ElementsAre("eth0"));
  EXPECT_THAT(names(planned, firewall), ElementsAre("eth0", "eth1"));
  EXPECT_THAT(names(planned, lan), ElementsAre("port1", "port2"));
  EXPECT_EQ(planned.node(lan).bridge, InterfaceName("br0"));
  EXPECT_EQ(planned.node(client).bridge, std::nullopt);
}

TEST_F(PlannedInterfaces, StepOverGivenNames) {
  topology.connect(client, firewall);
  topology.connect({firewall, "eth0"}, server);
  topology.connect({firewall, "wan0"}, lan);
  topology.connect(firewall, {lan, "port1"});
  topology.connect(client, lan);

  const auto planned = plan(topology);

  EXPECT_THAT(names(planned, firewall), ElementsAre("eth1", "eth0", "wan0", "eth2"));
  EXPECT_THAT(names(planned, lan), ElementsAre("port2", "port1", "port3"));
}

TEST_F(PlannedInterfaces, StepOverTheBridgesName) {
  const auto bridge = topology.add_switch("bridge", {.bridge = "port1"});
  topology.connect(client, bridge);

  const auto planned = plan(topology);

  EXPECT_THAT(names(planned, bridge), ElementsAre("port2"));
}

TEST_F(PlannedInterfaces, OfOneNameAreRefused) {
  topology.connect({firewall, "wan0"}, client);
  topology.connect({firewall, "wan0"}, server);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "two interfaces of 'firewall' are called 'wan0'; the names of a node's "
                  "interfaces are unique"));
}

TEST_F(PlannedInterfaces, OfTheBridgesNameAreRefused) {
  topology.connect(client, {lan, "br0"});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "two interfaces of 'lan' are called 'br0'; the names of a node's interfaces "
                  "are unique"));
}

TEST_F(PlannedInterfaces, HaveIndexesThatDifferAcrossALink) {
  topology.connect(client, firewall);
  topology.connect(client, firewall);
  topology.connect(firewall, server);
  topology.connect(client, lan);

  const auto planned = plan(topology);

  EXPECT_THAT(indexes(planned, client), ElementsAre(16, 17, 18));
  EXPECT_THAT(indexes(planned, firewall), ElementsAre(17, 18, 19));
  EXPECT_THAT(indexes(planned, server), ElementsAre(16));
  EXPECT_THAT(indexes(planned, lan), ElementsAre(17));
}

TEST_F(PlannedInterfaces, KnowTheirLinkAndSegment) {
  const auto to_client = topology.connect(client, lan);
  const auto to_server = topology.connect(firewall, server);
  const auto to_firewall = topology.connect(lan, firewall);

  const auto planned = plan(topology);

  const auto& wide = planned.node(firewall).interfaces[1];
  EXPECT_EQ(wide.link, to_firewall);
  EXPECT_EQ(planned.node(client).interfaces[0].link, to_client);
  EXPECT_EQ(planned.node(server).interfaces[0].link, to_server);
  EXPECT_EQ(wide.segment, planned.node(client).interfaces[0].segment);
  EXPECT_EQ(wide.segment, planned.node(lan).bridge_segment);
  EXPECT_NE(wide.segment, planned.node(server).interfaces[0].segment);
}

TEST_F(PlannedInterfaces, AreFoundByTheEndsOfLinks) {
  topology.connect(client, server);
  const auto link = topology.connect({firewall, "wan0"}, {client, "dmz0"}, {}, {.mtu = 9000});

  const auto planned = plan(topology);

  EXPECT_THAT(planned.links, SizeIs(2));
  EXPECT_EQ(planned.interface(planned.links[link.index].ends[0]).name, "wan0");
  EXPECT_EQ(planned.interface(planned.links[link.index].ends[1]).name, "dmz0");
  EXPECT_EQ(planned.links[link.index].options.mtu, 9000U);
}

TEST_F(PlannedInterfaces, BelongToNodesAsDescribed) {
  const auto quiet = topology.add_host("quiet", {.loopback_up = false});

  const auto planned = plan(topology);

  EXPECT_THAT(planned.nodes, SizeIs(5));
  EXPECT_EQ(planned.node(quiet).name, "quiet");
  EXPECT_EQ(planned.node(quiet).kind, NodeKind::host);
  EXPECT_FALSE(planned.node(quiet).loopback_up);
  EXPECT_TRUE(planned.node(client).loopback_up);
}

TEST(PlanValue, IsTheSameForTheSameTopology) {
  Topology topology;
  topology.connect(topology.add_host("a"), topology.add_router("b"), "10.0.0.0/24");

  EXPECT_EQ(plan(topology), plan(topology));
  EXPECT_NE(plan(topology), plan(Topology()));
}

class PlannedNodes : public Addressing {};

TEST_F(PlannedNodes, ListTheirAddressesIpv4First) {
  const auto bridge =
      topology.add_switch("bridge", {.addresses = {"2001:db8::1/64", "10.9.0.1/16"}});
  topology.connect({firewall, {"2001:db8:1::1/64", "10.0.1.1/24"}}, bridge);
  topology.connect({firewall, {"10.0.2.1/24"}}, server);

  const auto planned = plan(topology);

  EXPECT_THAT(planned.node(firewall).addresses(),
              ElementsAre("10.0.1.1/24", "10.0.2.1/24", "2001:db8:1::1/64"));
  EXPECT_THAT(planned.node(bridge).addresses(), ElementsAre("10.9.0.1/16", "2001:db8::1/64"));
  EXPECT_THAT(planned.node(client).addresses(), IsEmpty());
}

// Switches.

class Switches : public Addressing {};

TEST_F(Switches, JoinedInALoopAreRefused) {
  const auto attic = topology.add_switch("attic"), cellar = topology.add_switch("cellar");
  topology.connect(lan, attic);
  topology.connect(attic, cellar);
  topology.connect(cellar, lan);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'cellar' and 'lan' closes a loop of switches, in which "
                  "frames would circle for ever: netrig's bridges run no spanning tree; leave "
                  "it out or put a router between them"));
}

TEST_F(Switches, JoinedTwiceAreRefused) {
  const auto attic = topology.add_switch("attic");
  topology.connect(lan, attic);
  topology.connect(lan, attic);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'lan' and 'attic' closes a loop of switches, in which "
                  "frames would circle for ever: netrig's bridges run no spanning tree; leave "
                  "it out or put a router between them"));
}

TEST_F(Switches, JoinedByAHostAreNoLoop) {
  const auto attic = topology.add_switch("attic");
  topology.connect(lan, attic);
  topology.connect(client, lan);
  topology.connect(client, attic);

  EXPECT_NO_THROW(plan(topology));
}

}  // namespace
}  // namespace netrig
