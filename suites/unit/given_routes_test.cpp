// The routes that the user gives, beside those that a plan computes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "line.hpp"
#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"
#include "planned_routes.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::ThrowsMessage;

class GivenRoutes : public Line {};

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

TEST_F(GivenRoutes, ThroughAGatewayOnNoLinkAreRefused) {
  topology.add_route(router, {.destination = "10.9.0.0/16", .via = "172.16.0.1"});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route '10.9.0.0/16 via 172.16.0.1' to 'router': the gateway "
                  "172.16.0.1 is on none of its links: it has eth0 in 10.0.1.0/24, eth1 in "
                  "10.0.2.0/24"));
}

TEST_F(GivenRoutes, MayLeadToTheirGatewayThemselves) {
  topology.add_route(router, {.destination = "172.16.0.1/32", .interface = "eth0"});
  topology.add_route(router, {.destination = "10.9.0.0/16", .via = "172.16.0.1"});

  EXPECT_THAT(routes(topology, router),
              ElementsAre("172.16.0.1 dev eth0", "10.9.0.0/16 via 172.16.0.1"));
}

TEST_F(GivenRoutes, FromAnAddressOfAnotherNodeAreRefused) {
  topology.add_route(
      router, {.destination = "10.9.0.0/16", .via = "10.0.2.2", .preferred_source = "10.0.2.2"});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route '10.9.0.0/16 via 10.0.2.2 src 10.0.2.2' to 'router': 10.0.2.2 "
                  "is none of its addresses"));
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
