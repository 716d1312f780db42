// The routes that a plan gives to hosts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "addressing.hpp"
#include "netrig/topology/plan.hpp"
#include "planned_routes.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HostRoutes : public Addressing {
 protected:
  const NodeId other = topology.add_router("other");
};

TEST_F(HostRoutes, LeadThroughTheRouterOfTheLink) {
  topology.connect(client, firewall, {"10.0.1.0/24", "2001:db8:1::/64"});

  EXPECT_THAT(routes(topology, client),
              ElementsAre("default via 10.0.1.1 dev eth0", "default via 2001:db8:1::1 dev eth0"));
}

TEST_F(HostRoutes, LeadThroughTheFirstRouterOfASwitch) {
  topology.connect(client, lan, "10.0.1.0/24");
  topology.connect(lan, other, "10.0.1.0/24");
  topology.connect(firewall, lan, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, client), ElementsAre("default via 10.0.1.1 dev eth0"));
  EXPECT_EQ(plan(topology).node(other).interfaces[0].addresses[0], "10.0.1.1/24");
}

TEST_F(HostRoutes, LeadThroughTheFirstLinkThatHasARouter) {
  topology.connect(client, server, "10.0.1.0/24");
  topology.connect(client, firewall, "10.0.2.0/24");
  topology.connect(client, other, "10.0.3.0/24");

  EXPECT_THAT(routes(topology, client), ElementsAre("default via 10.0.2.1 dev eth1"));
}

TEST_F(HostRoutes, OfEachFamilyMayLeadThroughDifferentRouters) {
  topology.connect(client, firewall, "10.0.2.0/24");
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
  topology.connect({client, {"fe80::2/64", "2001:db8::2/64"}}, {firewall, {"fe80::1/64"}});

  EXPECT_THAT(routes(topology, client), ElementsAre("default via fe80::1 dev eth0"));
}

TEST_F(HostRoutes, AreNoneWithoutARouter) {
  topology.connect(client, server, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, client), IsEmpty());
}

TEST_F(HostRoutes, AreNoneThroughARouterThatIsNotOnTheSubnet) {
  topology.connect({client, {"10.0.1.2/24", "10.0.5.2/32"}},
                   {firewall, {"10.0.2.1/24", "10.0.5.1/32"}});

  EXPECT_THAT(routes(topology, client), IsEmpty());
}

TEST_F(HostRoutes, AreNoneWhenTheyAreGiven) {
  const auto quiet = topology.add_host("quiet", routes_given);
  topology.connect(quiet, firewall, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, quiet), IsEmpty());
}

TEST_F(HostRoutes, AreNoneForASwitch) {
  const auto bridge = topology.add_switch("bridge", {.addresses = {"10.0.1.9/24"}});
  topology.connect(firewall, bridge, "10.0.1.0/24");

  EXPECT_THAT(routes(topology, bridge), IsEmpty());
}

}  // namespace
}  // namespace netrig
