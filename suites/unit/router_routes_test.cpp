// The routes that a plan gives to routers, and the subnets that a router cannot tell apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"
#include "planned_routes.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

// a ── b ── c ── d, a line of routers with a subnet of each family on each link
class LineOfRouters : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId a = topology.add_router("a"), b = topology.add_router("b"),
               c = topology.add_router("c"), d = topology.add_router("d");

  LineOfRouters() {
    topology.connect(a, b, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(b, c, {"10.0.2.0/24", "2001:db8:2::/64"});
    topology.connect(c, d, {"10.0.3.0/24", "2001:db8:3::/64"});
  }
};

TEST_F(LineOfRouters, LeadsToEachSubnetThroughTheNeighbour) {
  EXPECT_THAT(routes(topology, a),
              ElementsAre("10.0.2.0/24 via 10.0.1.2 dev eth0", "10.0.3.0/24 via 10.0.1.2 dev eth0",
                          "2001:db8:2::/64 via 2001:db8:1::2 dev eth0",
                          "2001:db8:3::/64 via 2001:db8:1::2 dev eth0"));
  EXPECT_THAT(routes(topology, c), ElementsAre("10.0.1.0/24 via 10.0.2.1 dev eth0",
                                               "2001:db8:1::/64 via 2001:db8:2::1 dev eth0"));
}

TEST_F(LineOfRouters, LeadsToHostsSubnetsToo) {
  topology.connect(topology.add_host("server"), d, "192.0.2.0/24");

  EXPECT_THAT(routes(topology, a), ::testing::Contains("192.0.2.0/24 via 10.0.1.2 dev eth0"));
}

TEST_F(LineOfRouters, TakesAShortcut) {
  topology.connect(a, d, "10.0.9.0/24");

  EXPECT_THAT(routes(topology, a),
              ElementsAre("10.0.2.0/24 via 10.0.1.2 dev eth0", "10.0.3.0/24 via 10.0.9.2 dev eth1",
                          "2001:db8:2::/64 via 2001:db8:1::2 dev eth0",
                          "2001:db8:3::/64 via 2001:db8:1::2 dev eth0"));
}

TEST_F(LineOfRouters, IsNotCrossedWhereRoutesAreGiven) {
  const auto home = topology.add_router("home", routes_given);
  const auto behind = topology.add_router("behind");
  topology.connect(d, home, "203.0.113.0/24");
  topology.connect(home, behind, "192.168.1.0/24");

  EXPECT_THAT(routes(topology, home), IsEmpty());
  EXPECT_THAT(routes(topology, behind), IsEmpty());
  EXPECT_THAT(routes(topology, d),
              ElementsAre("10.0.2.0/24 via 10.0.3.1 dev eth0", "10.0.1.0/24 via 10.0.3.1 dev eth0",
                          "2001:db8:2::/64 via 2001:db8:3::1 dev eth0",
                          "2001:db8:1::/64 via 2001:db8:3::1 dev eth0"));
  EXPECT_THAT(routes(topology, c), ::testing::Contains("203.0.113.0/24 via 10.0.3.2 dev eth1"));
}

TEST(RouterRoutes, PreferTheFirstOfEquallyShortPaths) {
  Topology topology;
  const auto west = topology.add_router("west"), east = topology.add_router("east");
  const auto south = topology.add_router("south"), north = topology.add_router("north");
  topology.connect(west, north, "10.0.1.0/24");
  topology.connect(west, south, "10.0.2.0/24");
  topology.connect(east, south, "10.0.3.0/24");
  topology.connect(east, north, "10.0.4.0/24");
  topology.connect(east, topology.add_host("server"), "192.0.2.0/24");

  EXPECT_THAT(routes(topology, west),
              ElementsAre("10.0.4.0/24 via 10.0.1.2 dev eth0", "10.0.3.0/24 via 10.0.2.2 dev eth1",
                          "192.0.2.0/24 via 10.0.1.2 dev eth0"));
}

TEST(RouterRoutes, FollowTheOrderOfTheirOwnLinksNotOfSegments) {
  Topology topology;
  const auto lan = topology.add_switch("lan");
  const auto west = topology.add_router("west"), east = topology.add_router("east");
  topology.connect(east, lan, "10.0.1.0/24");
  topology.connect(west, east, "10.0.2.0/24");
  topology.connect(west, lan, "10.0.1.0/24");
  topology.connect(east, topology.add_host("server"), "192.0.2.0/24");

  EXPECT_THAT(routes(topology, west), ElementsAre("192.0.2.0/24 via 10.0.2.2 dev eth0"));
}

TEST(RouterRoutes, LeadAcrossASwitch) {
  Topology topology;
  const auto lan = topology.add_switch("lan");
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect(left, lan, "10.0.0.0/24");
  topology.connect(right, lan, "10.0.0.0/24");
  topology.connect(left, topology.add_host("l"), "10.0.1.0/24");
  topology.connect(right, topology.add_host("r"), "10.0.2.0/24");

  EXPECT_THAT(routes(topology, left), ElementsAre("10.0.2.0/24 via 10.0.0.2 dev eth0"));
  EXPECT_THAT(routes(topology, right), ElementsAre("10.0.1.0/24 via 10.0.0.1 dev eth0"));
}

TEST(RouterRoutes, DoNotMixTheFamilies) {
  Topology topology;
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect(left, right, "2001:db8::/64");
  topology.connect(left, topology.add_host("l"), "10.0.1.0/24");
  topology.connect(right, topology.add_host("r"), "10.0.2.0/24");

  EXPECT_THAT(routes(topology, left), IsEmpty());
}

TEST(RouterRoutes, MayCrossLinksWithLinkLocalAddressesOnly) {
  Topology topology;
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect({left, {"fe80::1/64"}}, {right, {"fe80::2/64"}});
  topology.connect(right, topology.add_host("r"), "2001:db8:2::/64");

  EXPECT_THAT(routes(topology, left), ElementsAre("2001:db8:2::/64 via fe80::2 dev eth0"));
}

TEST(RouterRoutes, DoNotLeadToHostAddresses) {
  Topology topology;
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect(left, right, {"10.0.0.0/24"});
  topology.connect({right, {"10.255.0.1/32", "2001:db8::1/128"}}, topology.add_host("r"));

  EXPECT_THAT(routes(topology, left), IsEmpty());
}

TEST(RouterRoutes, DoNotLeadToAGatewayThatIsNotOnLink) {
  Topology topology;
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect({left, {"10.0.0.1/24"}}, {right, {"10.0.1.1/16"}});
  topology.connect(left, topology.add_host("l"), "192.0.2.0/24");
  topology.connect(right, topology.add_host("r"), "198.51.100.0/24");

  EXPECT_THAT(routes(topology, left), IsEmpty());
  EXPECT_THAT(routes(topology, right), ElementsAre("10.0.0.0/24 via 10.0.0.1 dev eth0",
                                                   "192.0.2.0/24 via 10.0.0.1 dev eth0"));
}

// Subnets that a router cannot tell apart.

// laptop ── home ── isp ── cafe ── phone, both ends in 192.168.1.0/24
class TwoHomes : public ::testing::Test {
 protected:
  void connect(NodeOptions home_options, NodeOptions cafe_options = {}) {
    isp = topology.add_router("isp");
    home = topology.add_router("home", home_options);
    cafe = topology.add_router("cafe", cafe_options);
    topology.connect(topology.add_host("laptop"), home, "192.168.1.0/24");
    topology.connect(home, isp, "203.0.113.0/25");
    topology.connect(isp, cafe, "203.0.113.128/25");
    topology.connect(cafe, topology.add_host("phone"), "192.168.1.0/24");
  }

  Topology topology;
  NodeId isp{}, home{}, cafe{};
};

TEST_F(TwoHomes, AreRefusedWithTheAdviceToHideThem) {
  connect({});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot compute the routes of 'isp': 192.168.1.0/24 of the link between 'laptop' "
                  "and 'home' and 192.168.1.0/24 of the link between 'cafe' and 'phone' overlap; "
                  "use other subnets, or Routing::given for the routers that hide them"));
}

TEST_F(TwoHomes, AreFineWhenOneOfThemIsHidden) {
  connect(routes_given);

  EXPECT_THAT(routes(topology, isp), ElementsAre("192.168.1.0/24 via 203.0.113.130 dev eth1"));
}

TEST_F(TwoHomes, AreFineWhenBothAreHidden) {
  connect(routes_given, routes_given);

  EXPECT_THAT(routes(topology, isp), IsEmpty());
  EXPECT_THAT(routes(topology, topology.find("laptop")),
              ElementsAre("default via 192.168.1.1 dev eth0"));
}

TEST(SubnetsOfTwoSegments, ThatNestAreRefusedForV6Too) {
  Topology topology;
  const auto lan = topology.add_switch("lan");
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect(left, right, "2001:db8:ff::/64");
  topology.connect({left, {"2001:db8:1::1/48"}}, lan);
  topology.connect({right, {"2001:db8:1:5::1/64"}}, topology.add_host("r"));

  EXPECT_THAT(
      [&] { plan(topology); },
      ThrowsMessage<DescriptionError>(
          "cannot compute the routes of 'left': 2001:db8:1::/48 of the segment of 'lan' and "
          "2001:db8:1:5::/64 of the link between 'right' and 'r' overlap; use other "
          "subnets, or Routing::given for the routers that hide them"));
}

TEST(SubnetsOfTwoSegments, ThatNoRouterJoinsMayBeTheSame) {
  Topology topology;
  topology.connect(topology.add_router("left"), topology.add_host("l"), "10.0.0.0/24");
  topology.connect(topology.add_router("right"), topology.add_host("r"), "10.0.0.0/24");

  EXPECT_NO_THROW(plan(topology));
}

TEST(SubnetsOfTwoSegments, ThatTheUserToldApartAreFine) {
  Topology topology;
  const auto left = topology.add_router("left"), right = topology.add_router("right");
  topology.connect(left, right, "203.0.113.0/24");
  topology.connect(left, topology.add_host("l"), "10.0.0.0/24");
  topology.connect(right, topology.add_host("r"), "10.0.0.0/16");
  topology.add_route(left, {.destination = "10.0.0.0/16", .via = "203.0.113.2"});
  topology.add_route(right, {.destination = "10.0.0.0/24", .via = "203.0.113.1"});

  EXPECT_THAT(routes(topology, left), ElementsAre("10.0.0.0/16 via 203.0.113.2 dev eth0"));
  EXPECT_THAT(routes(topology, right), ElementsAre("10.0.0.0/24 via 203.0.113.1 dev eth0"));
}

}  // namespace
}  // namespace netrig
