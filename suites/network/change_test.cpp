// A running network is changed.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Not;

// client --- router --- server
class Path : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId near = topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
  const LinkId far = topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"});
};

class PathInBothFamilies : public Path, public ::testing::WithParamInterface<Family> {
 protected:
  Outcome ping() { return node(client).ping(server, GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Families, PathInBothFamilies, both_families, family_name);

TEST_P(PathInBothFamilies, IsCutByALinkThatGoesDown) {
  link(far).down();

  EXPECT_THAT(ping(), Not(Reached()));
}

TEST_P(PathInBothFamilies, IsMendedByALinkThatComesBackWithItsRoutes) {
  link(near).down();
  link(near).up();

  EXPECT_THAT(ping(), Reached());
}

TEST_P(PathInBothFamilies, IsCutByOneEndThatGoesDown) {
  node(router).interface("eth1").down();

  EXPECT_THAT(node(server).interface("eth0").info(),
              ::testing::Field(&InterfaceInfo::has_carrier, false));
  EXPECT_THAT(ping(), Not(Reached()));
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
  const auto added = GetParam() == Family::ipv4 ? InterfaceAddress("10.0.2.99/24")
                                                : InterfaceAddress("2001:db8:2::99/64");
  auto eth0 = node(server).interface("eth0");

  eth0.add_address(added);
  EXPECT_THAT(node(client).ping(added.address()), Reached());

  eth0.remove_address(added);
  EXPECT_THAT(node(client).ping(added.address()), Not(Reached()));
}

TEST_P(PathInBothFamilies, RejectsWhatIsLargerThanItsMtu) {
  node(client).interface("eth0").set_mtu(1400);

  const auto large = EchoProbe{.target = node(client).address_of(server, GetParam()),
                               .payload_size = 1380,
                               .dont_fragment = true};
  EXPECT_THAT(node(client).ask(large), Rejected());
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
  try {
    node(client).add_route({.destination = "10.9.0.0/16", .via = "172.16.0.1"});
    FAIL() << "a route through an unreachable gateway was added";
  } catch (const Error& error) {
    EXPECT_EQ(error.kernel_text(), "Nexthop has invalid gateway");
    EXPECT_EQ(error.code(), std::errc::network_unreachable);
  }
}

TEST_F(Path, SaysWhichInterfacesThereAreWhenOneIsNot) {
  try {
    node(client).interface("eth7");
    FAIL() << "eth7 is there";
  } catch (const DescriptionError& error) {
    EXPECT_STREQ(error.what(), "no interface 'eth7' in 'client': it has 'lo', 'eth0'");
  }
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
  try {
    node(lefty).interface("eth0").move_to(righty);
    FAIL() << "two interfaces have one name";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), std::errc::file_exists);
  }
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

}  // namespace
}  // namespace netrig
