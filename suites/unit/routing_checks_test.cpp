// Wrong descriptions of routes with several next hops, nexthop objects and rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"
#include "planned_routes.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::ThrowsMessage;
using ::testing::Values;

template <class Value>
struct WrongCase : Case {
  Value value;
  const char* message;
};

// A router with eth0 in 10.0.1.0/24 and eth1 in 10.0.2.0/24.
class RoutingChecks : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId router = topology.add_router("router");

  RoutingChecks() {
    topology.connect(router, topology.add_host("a"), "10.0.1.0/24");
    topology.connect(router, topology.add_host("b"), "10.0.2.0/24");
  }
};

using RouteCase = WrongCase<Route>;
class WrongWay : public RoutingChecks, public ::testing::WithParamInterface<RouteCase> {};

TEST_P(WrongWay, IsRefusedWithTheReason) {
  EXPECT_THAT([this] { topology.add_route(router, GetParam().value); },
              ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Routes, WrongWay,
    Values(
        RouteCase{{"GatewayAndNextHops"},
                  {.via = "10.0.1.2", .next_hops = {{.via = "10.0.1.3"}, {.via = "10.0.1.4"}}},
                  "cannot add route 'default via 10.0.1.2 nexthop via 10.0.1.3 weight 1 nexthop "
                  "via 10.0.1.4 weight 1' to 'router': a route leads to a gateway or an interface, "
                  "or to several next hops, or to a nexthop object: one of the three"},
        RouteCase{{"OneNextHop"},
                  {.next_hops = {{.via = "10.0.1.3"}}},
                  "cannot add route 'default nexthop via 10.0.1.3 weight 1' to 'router': a "
                  "multipath route has two next hops or more; write one as via and interface"},
        RouteCase{{"NextHopToNowhere"},
                  {.next_hops = {{.via = "10.0.1.3"}, {}}},
                  "cannot add route 'default nexthop via 10.0.1.3 weight 1 nexthop weight 1' to "
                  "'router': one of its next hops has neither a gateway nor an interface"},
        RouteCase{{"NextHopOfTheOtherFamily"},
                  {.next_hops = {{.via = "10.0.1.3"}, {.via = "fd00::1"}}},
                  "cannot add route 'default nexthop via 10.0.1.3 weight 1 nexthop via fd00::1 "
                  "weight 1' to 'router': fd00::1 is not of the destination's family"},
        RouteCase{{"WeightOfZero"},
                  {.next_hops = {{.via = "10.0.1.3", .weight = 0}, {.via = "10.0.1.4"}}},
                  "cannot add route 'default nexthop via 10.0.1.3 weight 0 nexthop via 10.0.1.4 "
                  "weight 1' to 'router': a weight of 0: 1 to 256 are possible"},
        RouteCase{{"BlackholeByNexthop"},
                  {.type = RouteType::blackhole, .nexthop_id = 1},
                  "cannot add route 'blackhole default nhid 1' to 'router': type blackhole takes "
                  "no next hop"},
        RouteCase{{"NexthopZero"},
                  {.nexthop_id = 0},
                  "cannot add route 'default nhid 0' to 'router': no nexthop object has the id 0"},
        RouteCase{{"OnLinkWithoutInterface"},
                  {.via = "10.0.7.1", .onlink = true},
                  "cannot add route 'default via 10.0.7.1 onlink' to 'router': onlink needs both "
                  "the gateway and the interface"}),
    case_name);

TEST_F(RoutingChecks, ANextHopOnNoLinkIsRefused) {
  topology.add_route(router, {.next_hops = {{.via = "10.0.1.2"}, {.via = "10.0.7.1"}}});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route 'default nexthop via 10.0.1.2 dev eth0 weight 1 nexthop via "
                  "10.0.7.1 weight 1' to 'router': the gateway 10.0.7.1 is on none of its links: "
                  "it has eth0 in 10.0.1.0/24, eth1 in 10.0.2.0/24"));
}

TEST_F(RoutingChecks, ARouteByANexthopThatIsNotThereIsRefused) {
  topology.add_route(router, {.nexthop_id = 7});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot add route 'default nhid 7' to 'router': it has no nexthop 7"));
}

TEST_F(RoutingChecks, NextHopsGetTheInterfacesOnWhoseLinksTheyAre) {
  topology.add_route(router, {.next_hops = {{.via = "10.0.1.2"}, {.via = "10.0.2.2"}}});

  EXPECT_THAT(routes(topology, router),
              ElementsAre("default nexthop via 10.0.1.2 dev eth0 weight 1 nexthop via 10.0.2.2 dev "
                          "eth1 weight 1"));
}

TEST_F(RoutingChecks, NexthopObjectsGetTheInterfaceOnWhoseLinkTheyAre) {
  topology.add_nexthop(router, {.id = 1, .via = "10.0.2.2"});

  EXPECT_THAT(plan(topology).node(router).nexthops,
              ElementsAre(NexthopObject{.id = 1, .via = "10.0.2.2", .interface = "eth1"}));
}

TEST_F(RoutingChecks, AnOnLinkGatewayMayBeOfNoLink) {
  const Route route{
      .destination = "10.9.0.0/16", .via = "10.0.7.1", .interface = "eth0", .onlink = true};
  topology.add_route(router, route);

  EXPECT_THAT(plan(topology).node(router).routes, ElementsAre(route));
}

using NexthopCase = WrongCase<NexthopObject>;
class WrongNexthop : public RoutingChecks, public ::testing::WithParamInterface<NexthopCase> {};

TEST_P(WrongNexthop, IsRefusedWithTheReason) {
  topology.add_nexthop(router, {.id = 1, .via = "10.0.1.2"});

  EXPECT_THAT([this] { topology.add_nexthop(router, GetParam().value); },
              ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Nexthops, WrongNexthop,
    Values(NexthopCase{{"WithoutId"},
                       {.via = "10.0.1.2"},
                       "cannot add nexthop 'id 0 via 10.0.1.2' to 'router': an id is 1 or more"},
           NexthopCase{{"ToNowhere"},
                       {.id = 2},
                       "cannot add nexthop 'id 2' to 'router': it has neither a gateway nor an "
                       "interface"},
           NexthopCase{{"Twice"},
                       {.id = 1, .via = "10.0.2.2"},
                       "cannot add nexthop 'id 1 via 10.0.2.2' to 'router': it has 'id 1 via "
                       "10.0.1.2' already, of the same id"},
           NexthopCase{{"BlackholeWithGateway"},
                       {.id = 2, .via = "10.0.2.2", .blackhole = true},
                       "cannot add nexthop 'id 2 via 10.0.2.2 blackhole' to 'router': a blackhole "
                       "takes neither a gateway nor an interface"},
           NexthopCase{{"GroupWithGateway"},
                       {.id = 2, .via = "10.0.2.2", .group = {{1}}},
                       "cannot add nexthop 'id 2 group 1 via 10.0.2.2' to 'router': a group has "
                       "neither a gateway nor an interface, nor does it discard: its members do"},
           NexthopCase{{"GroupOfStrangers"},
                       {.id = 2, .group = {{1}, {3}}},
                       "cannot add nexthop 'id 2 group 1/3' to 'router': it has no nexthop 3; add "
                       "a group behind its members"},
           NexthopCase{{"ResilientWithoutGroup"},
                       {.id = 2, .via = "10.0.2.2", .resilient = ResilientGroup{}},
                       "cannot add nexthop 'id 2 type resilient buckets 128 idle_timer 120 "
                       "unbalanced_timer 0 via 10.0.2.2' to 'router': only a group is resilient"},
           NexthopCase{
               {"FdbWithoutGateway"},
               {.id = 2, .blackhole = true, .fdb = true},
               "cannot add nexthop 'id 2 blackhole fdb' to 'router': one of an FDB has a gateway "
               "and nothing else: the node's routes lead there"},
           NexthopCase{{"FdbWithInterface"},
                       {.id = 2, .via = "10.0.2.2", .interface = "eth0", .fdb = true},
                       "cannot add nexthop 'id 2 via 10.0.2.2 dev eth0 fdb' to 'router': one of an "
                       "FDB has a gateway "
                       "and nothing else: the node's routes lead there"},
           NexthopCase{{"FdbOnLink"},
                       {.id = 2, .via = "10.0.2.2", .onlink = true, .fdb = true},
                       "cannot add nexthop 'id 2 via 10.0.2.2 onlink fdb' to 'router': one of an "
                       "FDB has a gateway "
                       "and nothing else: the node's routes lead there"},
           NexthopCase{{"HeavyMember"},
                       {.id = 2, .group = {{1, 257}}},
                       "cannot add nexthop 'id 2 group 1,257' to 'router': a weight of 257: 1 to "
                       "256 are possible"},
           NexthopCase{{"OfAnotherFamily"},
                       {.id = 2, .via = "10.0.2.2", .family = Family::ipv6},
                       "cannot add nexthop 'id 2 via 10.0.2.2' to 'router': 10.0.2.2 is not of its "
                       "family, IPv6"}),
    case_name);

using RuleCase = WrongCase<RoutingRule>;
class WrongRule : public RoutingChecks, public ::testing::WithParamInterface<RuleCase> {};

TEST_P(WrongRule, IsRefusedWithTheReason) {
  topology.add_rule(router, {.priority = 5, .table = 100});

  EXPECT_THAT([this] { topology.add_rule(router, GetParam().value); },
              ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Rules, WrongRule,
    Values(RuleCase{{"OfTwoFamilies"},
                    {.from = "10.0.1.0/24", .to = "fd00::/64"},
                    "cannot add rule 'from 10.0.1.0/24 to fd00::/64 lookup main' to 'router': "
                    "10.0.1.0/24 and fd00::/64 are of two families"},
           RuleCase{{"OfAnotherFamily"},
                    {.from = "10.0.1.0/24", .family = Family::ipv6},
                    "cannot add rule 'from 10.0.1.0/24 lookup main' to 'router': 10.0.1.0/24 is "
                    "not of its family, IPv6"},
           RuleCase{{"PortsBackwards"},
                    {.protocol = IpProtocol::udp, .source_ports = PortRange(9, 1)},
                    "cannot add rule 'from all ipproto udp sport 9-1 lookup main' to 'router': "
                    "ports go from 1 or more to as many or more"},
           RuleCase{{"SuppressedProhibition"},
                    {.action = RuleAction::prohibit, .suppress_prefix_length = 0},
                    "cannot add rule 'from all prohibit suppress_prefixlength 0' to 'router': only "
                    "a look-up can be suppressed"},
           RuleCase{{"UsersBackwards"},
                    {.users = UserRange(2, 1)},
                    "cannot add rule 'from all uidrange 2-1 lookup main' to 'router': users go "
                    "from a lower id to a higher"},
           RuleCase{{"ListedInPart"},
                    {.table = 100, .has_more = true},
                    "cannot add rule 'from all and more lookup 100' to 'router': it was listed by "
                    "a kernel that has more of it"},
           RuleCase{{"MalformedInterface"},
                    {.incoming_interface = "a-name-with-16-b"},
                    "not an interface name: 'a-name-with-16-b' has 16 bytes, the kernel takes at "
                    "most 15"},
           RuleCase{{"Twice"},
                    {.priority = 5, .table = 100},
                    "cannot add rule '5: from all lookup 100' to 'router': it has that one "
                    "already"}),
    case_name);

TEST_F(RoutingChecks, RulesAndNexthopsArePrintedWithTheirNode) {
  topology.add_nexthop(router, {.id = 1, .via = "10.0.1.2"});
  topology.add_rule(router, {.priority = 5, .table = 100});

  EXPECT_EQ(to_string(topology).substr(0, 70),
            "router router (nexthop id 1 via 10.0.1.2, rule 5: from all lookup 100)");
}

}  // namespace
}  // namespace netrig
