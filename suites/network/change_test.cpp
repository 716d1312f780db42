// A running network is changed.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;
using ::testing::Throws;
using ::testing::ThrowsMessage;

// client --- router --- server
class Path : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId near = topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
  const LinkId far = topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"});
};

class PathInBothFamilies : public Path, public OfEachFamily {
 protected:
  Outcome ping() { return node(client).ping(server, GetParam()); }
  // With its headers, and not to be fragmented.
  Outcome send_packet_of(std::size_t size) {
    const auto headers = either(28U, 48U);
    return node(client).ask(EchoProbe{.target = node(client).address_of(server, GetParam()),
                                      .payload_size = size - headers,
                                      .dont_fragment = true});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, PathInBothFamilies, both_families, family_name);

TEST_P(PathInBothFamilies, IsCutByALinkThatGoesDown) {
  link(far).down();

  EXPECT_THAT(ping(), NoRouteAt(node(router)));
}

TEST_P(PathInBothFamilies, IsMendedByALinkThatComesBackWithItsRoutes) {
  link(near).down();
  link(near).up();

  EXPECT_THAT(ping(), Reached());
}

TEST_P(PathInBothFamilies, IsCutByOneEndThatGoesDown) {
  node(router).interface("eth1").down();

  EXPECT_THAT(node(server).interface("eth0").info(), Field(&InterfaceInfo::has_carrier, false));
  EXPECT_THAT(ping(), NoRouteAt(node(router)));
}

TEST_P(PathInBothFamilies, SurvivesAHundredFlaps) {
  for (int i = 0; i < 100; ++i) {
    link(far).down();
    link(far).up();
  }
  EXPECT_THAT(ping(), Reached());
}

TEST_P(PathInBothFamilies, FindsNoRouteOnceTheDefaultRouteIsRemoved) {
  const auto gateway = node(client).address_of(router, GetParam());

  node(client).remove_route(Route::default_via(gateway));
  EXPECT_THAT(ping(), NoRoute());

  node(client).add_route(Route::default_via(gateway));
  EXPECT_THAT(ping(), Reached());
}

TEST_P(PathInBothFamilies, EndsAtANeighbourWithAWrongLinkLayerAddress) {
  const Neighbour wrong{.address = node(client).address_of(router, GetParam()),
                        .interface = "eth0",
                        .mac = MacAddress("02:00:5e:10:00:99")};

  node(client).add_neighbour(wrong);
  EXPECT_THAT(ping(), Silent());

  node(client).remove_neighbour(wrong);
  EXPECT_THAT(ping(), Reached());
}

TEST_P(PathInBothFamilies, AnswersAnAddressThatIsAddedAtOnceAndNotOnceItIsRemoved) {
  const InterfaceAddress added = either("10.0.2.99/24", "2001:db8:2::99/64");
  auto eth0 = node(server).interface("eth0");

  eth0.add_address(added);
  EXPECT_THAT(node(client).ping(added.address()), Reached());

  eth0.remove_address(added);
  EXPECT_THAT(node(router).resolve_neighbour(added.address()), Unresolved());
  EXPECT_THAT(node(client).ping(added.address()), RejectedBy(node(router)));
}

TEST_P(PathInBothFamilies, RejectsWhatIsLargerThanItsMtu) {
  auto eth0 = node(client).interface("eth0");

  eth0.set_mtu(1400);

  EXPECT_EQ(eth0.info().mtu, 1400U);
  EXPECT_THAT(send_packet_of(1400), Reached());
  EXPECT_THAT(send_packet_of(1401),
              AllOf(Rejected(), Field("error", &Outcome::error, Eq(std::errc::message_size)),
                    Field("explanation", &Outcome::explanation, HasSubstr("at most 1400 bytes"))));
}

// The other ends, and all the way: a packet may not be larger than what the next link takes.
TEST_P(PathInBothFamilies, PassesWhatIsLargerOnceItsMtuIsRaised) {
  node(client).interface("eth0").set_mtu(9000);
  node(router).interface("eth0").set_mtu(9000);
  EXPECT_THAT(send_packet_of(9000), RejectedBy(node(router)));

  node(router).interface("eth1").set_mtu(9000);
  node(server).interface("eth0").set_mtu(9000);

  EXPECT_THAT(send_packet_of(9000), Reached());
}

TEST_F(Path, LosesAndRegainsOnlyTheRoutesOfTheLinkThatFlaps) {
  node(client).add_route({.destination = "198.51.100.0/24", .via = "10.0.1.1", .metric = 7});
  link(near).down();
  EXPECT_THAT(node(client).routes(), Not(HasRouteTo("198.51.100.0/24")));

  link(near).up();

  EXPECT_THAT(node(client).routes(),
              AllOf(HasRoute({.destination = "198.51.100.0/24", .via = "10.0.1.1", .metric = 7}),
                    HasRoute(Route::default_via("10.0.1.1"))));
}

TEST_F(Path, SaysWhatTheKernelSaysOfARouteItRefuses) {
  EXPECT_THAT(
      [this] { node(client).add_route({.destination = "10.9.0.0/16", .via = "172.16.0.1"}); },
      Throws<Error>(AllOf(Property(&Error::kernel_text, "Nexthop has invalid gateway"),
                          Property(&Error::code, Eq(std::errc::network_unreachable)))));
}

TEST_F(Path, SaysWhichInterfacesThereAreWhenOneIsNot) {
  EXPECT_THAT(
      [this] { node(client).interface("eth7"); },
      ThrowsMessage<DescriptionError>("no interface 'eth7' in 'client': it has 'lo', 'eth0'"));
}

TEST_F(Path, ReadsAndSetsSysctlsOfOneNode) {
  node(client).set_sysctl("net.ipv4.ip_default_ttl", "42");

  EXPECT_EQ(node(client).sysctl("net.ipv4.ip_default_ttl"), "42");
  EXPECT_EQ(node(server).sysctl("net.ipv4.ip_default_ttl"), "64");
}

TEST_F(Path, RefusesASysctlThatIsNotBelowNet) {
  EXPECT_THROW(node(client).sysctl("kernel.hostname"), DescriptionError);
  EXPECT_THROW(node(client).set_sysctl("net/../kernel/hostname", "mine"), DescriptionError);
}

// two switches, a host on each, and a roaming one
class TwoSwitches : public NetworkTest {
 protected:
  const NodeId left = topology.add_switch("left"), right = topology.add_switch("right");
  const NodeId lefty = topology.add_host("lefty"), righty = topology.add_host("righty");
  const NodeId roamer = topology.add_host("roamer");
  const LinkId cable = topology.connect({roamer, {"10.0.0.3/24", "2001:db8::3/64"}}, left);

  TwoSwitches() {
    topology.connect({lefty, {"10.0.0.1/24", "2001:db8::1/64"}}, left);
    topology.connect({righty, {"10.0.0.2/24", "2001:db8::2/64"}}, right);
  }
};

TEST_F(TwoSwitches, ALinkIsMovedFromOneToTheOther) {
  link(cable).move_to(right);

  EXPECT_THAT(node(roamer).ping("10.0.0.2"), Reached());
  EXPECT_THAT(node(roamer).ping("2001:db8::2"), Reached());
  EXPECT_THAT(node(roamer).ping("10.0.0.1"), Unresolved());
}

TEST_F(TwoSwitches, ALinkIsMovedToAndFro) {
  for (int i = 0; i < 5; ++i) {
    link(cable).move_to(right);
    link(cable).move_to(left);
  }
  EXPECT_THAT(node(roamer).ping("10.0.0.1"), Reached());
}

TEST_F(TwoSwitches, ALinkIsNotMovedToAHost) {
  EXPECT_THROW(link(cable).move_to(lefty), DescriptionError);
}

TEST_F(TwoSwitches, AnInterfaceIsNotMovedWhereItsNameIsTaken) {
  EXPECT_THAT([this] { node(lefty).interface("eth0").move_to(righty); },
              Throws<Error>(Property(&Error::code, Eq(std::errc::file_exists))));
  EXPECT_THAT(node(lefty).ping("10.0.0.3"), Reached()) << "it did not stay where it was";
}

TEST_F(TwoSwitches, AVethPairIsMadeAndOneEndMoved) {
  auto [kept, given] = node(lefty).add_veth("veth-a", "veth-b");
  auto moved = given.move_to(righty);
  kept.add_address("192.0.2.1/24");
  moved.add_address("192.0.2.2/24");
  kept.up();
  moved.up();

  EXPECT_THAT(node(lefty).ping("192.0.2.2"), Reached());
}

TEST_F(TwoSwitches, AnInterfaceArrivesDownAndWithoutItsAddresses) {
  auto [kept, given] = node(lefty).add_veth("veth-a", "veth-b");
  given.add_address("192.0.2.2/24");
  given.add_address("2001:db8:9::2/64");
  given.up();

  const auto moved = given.move_to(righty);

  EXPECT_THAT(node(lefty).interfaces(), Not(HasInterface("veth-b")));
  EXPECT_THAT(node(lefty).addresses(), Not(HasAddress("192.0.2.2/24")));
  EXPECT_EQ(moved.name(), "veth-b");
  EXPECT_THAT(moved.info(), IsDown());
  EXPECT_THAT(moved.addresses(), IsEmpty());
}

TEST_F(TwoSwitches, ALinkKnowsItsEndsInTheOrderInWhichTheyWereConnected) {
  const auto ends = link(cable).ends();

  EXPECT_EQ(ends[0].name(), "eth0");
  EXPECT_EQ(ends[0].index(), node(roamer).interface("eth0").index());
  EXPECT_EQ(ends[0].info().mac, node(roamer).interface("eth0").info().mac);
  EXPECT_EQ(ends[1].name(), "port1");
  EXPECT_EQ(ends[1].info().mac, node(left).interface("port1").info().mac);
}

TEST_F(TwoSwitches, ALinkKnowsItsEndsWhereTheyAreNow) {
  link(cable).move_to(right);

  EXPECT_EQ(link(cable).ends()[1].info().mac,
            node(right).interface(link(cable).ends()[1].name()).info().mac);
}

}  // namespace
}  // namespace netrig
