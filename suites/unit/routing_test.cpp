// The routes of a plan: of hosts, of routers, and those that the user gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

using Lines = std::vector<std::string>;

// The routes of a node as `ip route` prints them.
Lines routes(const Topology& topology, NodeId node) {
  const auto planned = plan(topology);
  Lines lines;
  for (const auto& route : planned.node(node).routes) lines.push_back(to_string(route));
  return lines;
}

const NodeOptions routes_given{.routing = Routing::given};

// Hosts.

class HostRoutes : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId other = topology.add_router("other");
  const NodeId server = topology.add_host("server");
  const NodeId lan = topology.add_switch("lan");
};

TEST_F(HostRoutes, LeadThroughTheRouterOfTheLink) {
  topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via 10.0.1.1 dev eth0", "default via 2001:db8:1::1 dev eth0"));
}

TEST_F(HostRoutes, LeadThroughTheFirstRouterOfASwitch) {
  topology.connect(client, lan, "10.0.1.0/24");
  topology.connect(lan, other, "10.0.1.0/24");
  topology.connect(router, lan, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, client), ElementsAre("default via 10.0.1.1 dev eth0"));
  EXPECT_EQ(plan(topology).node(other).interfaces[0].addresses[0], "10.0.1.1/24");
}

TEST_F(HostRoutes, LeadThroughTheFirstLinkThatHasARouter) {
  topology.connect(client, server, "10.0.1.0/24");
  topology.connect(client, router, "10.0.2.0/24");
  topology.connect(client, other, "10.0.3.0/24");

  EXPECT_THAT(routes(topology, client), ElementsAre("default via 10.0.2.1 dev eth1"));
}

TEST_F(HostRoutes, OfEachFamilyMayLeadThroughDifferentRouters) {
  topology.connect(client, router, "10.0.2.0/24");
  topology.connect(client, other, {"10.0.3.0/24", "2001:db8::/64"});

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via 10.0.2.1 dev eth0", "default via 2001:db8::1 dev eth1"));
}

TEST_F(HostRoutes, LeadThroughARouterWhoseOwnRoutesAreGiven) {
  const auto home = topology.add_router("home", routes_given);
  topology.connect(client, home, "192.168.1.0/24");

  EXPECT_THAT(routes(topology, client), ElementsAre("default via 192.168.1.1 dev eth0"));
}

TEST_F(HostRoutes, MayLeadThroughALinkLocalGateway) {
  topology.connect({client, {"fe80::2/64", "2001:db8::2/64"}}, {router, {"fe80::1/64"}});

  EXPECT_THAT(routes(topology, client), ElementsAre("default via fe80::1 dev eth0"));
}

TEST_F(HostRoutes, AreNoneWithoutARouter) {
  topology.connect(client, server, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, client), IsEmpty());
}

TEST_F(HostRoutes, AreNoneThroughARouterThatIsNotOnTheSubnet) {
  topology.connect({client, {"10.0.1.2/24", "10.0.5.2/32"}},
                   {router, {"10.0.2.1/24", "10.0.5.1/32"}});

  EXPECT_THAT(routes(topology, client), IsEmpty());
}

TEST_F(HostRoutes, AreNoneWhenTheyAreGiven) {
  const auto quiet = topology.add_host("quiet", routes_given);
  topology.connect(quiet, router, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, quiet), IsEmpty());
}

TEST_F(HostRoutes, AreNoneForASwitch) {
  const auto bridge = topology.add_switch("bridge", {.addresses = {"10.0.1.9/24"}});
  topology.connect(router, bridge, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, bridge), IsEmpty());
}

// Routers.

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

// Given routes.

class GivenRoutes : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");

  GivenRoutes() {
    topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
};

TEST_F(GivenRoutes, ReplaceTheComputedOneOfTheSameDestination) {
  topology.add_route(client, Route::default_via("10.0.1.77"));
  topology.add_route(client, {.destination = "::/0", .type = RouteType::unreachable});

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via 10.0.1.77 dev eth0", "unreachable default"));
}

TEST_F(GivenRoutes, WithTheKernelsMetricReplaceTheComputedOne) {
  topology.add_route(client, {.via = "10.0.1.77", .metric = 0});
  topology.add_route(client, {.destination = "::/0", .via = "2001:db8:1::77", .metric = 1024});

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via 10.0.1.77 dev eth0 metric 0",
                          "default via 2001:db8:1::77 dev eth0 metric 1024"));
}

TEST_F(GivenRoutes, OfAnotherMetricOrTableStandBesideTheComputedOne) {
  topology.add_route(client, {.via = "10.0.1.77", .metric = 100});
  topology.add_route(client, {.via = "10.0.1.78", .table = 7});

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via 10.0.1.77 dev eth0 metric 100",
                          "default via 10.0.1.78 dev eth0 table 7", "default via 10.0.1.1 dev eth0",
                          "default via 2001:db8:1::1 dev eth0"));
}

TEST_F(GivenRoutes, ReplaceARoutersPath) {
  const auto far = topology.add_router("far");
  topology.connect(router, far, "10.0.3.0/24");
  topology.connect(far, topology.add_host("h"), "10.0.4.0/24");
  topology.add_route(router, {.destination = "10.0.4.0/24", .type = RouteType::blackhole});

  EXPECT_THAT(routes(topology, router), ElementsAre("blackhole 10.0.4.0/24"));
}

TEST_F(GivenRoutes, GetTheInterfaceOnWhoseLinkTheGatewayIs) {
  topology.add_route(router, {.destination = "10.9.0.0/16", .via = "10.0.2.2"});
  topology.add_route(router, {.destination = "2001:db8:9::/48", .via = "2001:db8:1::2"});

  EXPECT_THAT(routes(topology, router), ElementsAre("10.9.0.0/16 via 10.0.2.2 dev eth1",
                                                    "2001:db8:9::/48 via 2001:db8:1::2 dev eth0"));
}

TEST_F(GivenRoutes, KeepTheInterfaceTheyHave) {
  topology.add_route(router,
                     {.destination = "10.9.0.0/16", .via = "10.0.2.2", .interface = "eth0"});
  topology.add_route(router, {.destination = "10.8.0.0/16", .interface = "lo"});

  EXPECT_THAT(routes(topology, router),
              ElementsAre("10.9.0.0/16 via 10.0.2.2 dev eth0", "10.8.0.0/16 dev lo"));
}

TEST_F(GivenRoutes, GetNoInterfaceWhenTheGatewayIsOnNoLink) {
  topology.add_route(router, {.destination = "10.9.0.0/16", .via = "172.16.0.1"});

  EXPECT_THAT(routes(topology, router), ElementsAre("10.9.0.0/16 via 172.16.0.1"));
}

TEST(GivenRoutesOfANodeTwiceOnASegment, GetNoInterface) {
  Topology topology;
  const auto client = topology.add_host("client");
  const auto lan = topology.add_switch("lan");
  topology.connect(client, lan, "10.0.1.0/24");
  topology.connect(client, lan, "10.0.1.0/24");
  topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.1.9"});

  EXPECT_THAT(routes(topology, client), ElementsAre("10.9.0.0/16 via 10.0.1.9"));
}

TEST_F(GivenRoutes, OfASwitchLeadThroughItsBridge) {
  const auto bridge = topology.add_switch("bridge", {.addresses = {"10.0.7.2/24"}});
  topology.connect(bridge, {router, {"10.0.7.1/24"}});
  topology.add_route(bridge, Route::default_via("10.0.7.1"));
  topology.add_route(bridge, Route::default_via("fe80::1"));

  EXPECT_THAT(routes(topology, bridge),
              ElementsAre("default via 10.0.7.1 dev br0", "default via fe80::1 dev br0"));
}

TEST_F(GivenRoutes, ThroughTheNodeItselfAreRefused) {
  topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.1.2"});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route '10.9.0.0/16 via 10.0.1.2' to 'client': 10.0.1.2 is its own "
                  "address; a gateway is another node"));
}

TEST_F(GivenRoutes, ThroughTheNodeItselfAreRefusedOnAnyInterface) {
  topology.add_route(
      router, {.destination = "2001:db8:9::/48", .via = "2001:db8:2::1", .interface = "eth0"});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route '2001:db8:9::/48 via 2001:db8:2::1 dev eth0' to 'router': "
                  "2001:db8:2::1 is its own address; a gateway is another node"));
}

TEST_F(GivenRoutes, ThroughAnInterfaceThatIsNotThereAreRefused) {
  topology.add_route(client, {.destination = "10.9.0.0/16", .interface = "wan0"});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route '10.9.0.0/16 dev wan0' to 'client': its interfaces are "
                  "'lo', 'eth0'"));
}

TEST_F(GivenRoutes, ThroughALinkLocalGatewayGetTheOnlyInterface) {
  topology.add_route(client, Route::default_via("fe80::1"));

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via fe80::1 dev eth0", "default via 10.0.1.1 dev eth0"));
}

TEST_F(GivenRoutes, ThroughALinkLocalGatewayMustSayTheInterface) {
  topology.add_route(router, Route::default_via("fe80::1"));

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route 'default via fe80::1' to 'router': fe80::1 is link-local, so "
                  "the route must say through which of 'eth0', 'eth1'"));
}

TEST(GivenLinkLocalGateway, MayBeTheNodesOwnAddressOnAnotherLink) {
  Topology topology;
  const auto middle = topology.add_router("middle");
  topology.connect({middle, {"fe80::1/64"}}, topology.add_host("client"));
  topology.connect({middle, {"fe80::2/64"}}, {topology.add_router("up"), {"fe80::1/64"}});
  topology.add_route(middle, {.destination = "::/0", .via = "fe80::1", .interface = "eth1"});

  EXPECT_THAT(routes(topology, middle), ElementsAre("default via fe80::1 dev eth1"));
}

TEST(GivenLinkLocalGateway, OfTheSameInterfaceIsRefused) {
  Topology topology;
  const auto client = topology.add_host("client");
  topology.connect({client, {"fe80::1/64"}}, topology.add_host("server"));
  topology.add_route(client, Route::default_via("fe80::1"));

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route 'default via fe80::1 dev eth0' to 'client': fe80::1 is its own "
                  "address; a gateway is another node"));
}

}  // namespace
}  // namespace netrig
