// Routes, nexthop objects, rules, FIB answers and paths as text, and what makes them equal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/netlink/fib.hpp"
#include "netrig/netlink/nexthop.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"
#include "netrig/network/path.hpp"
#include "print_case.hpp"

namespace netrig {
namespace {

using ::testing::PrintToString;
using ::testing::Values;

// Routes, as `ip route` prints them.

using RouteCase = PrintCase<Route>;
class RouteText : public ::testing::TestWithParam<RouteCase> {};

TEST_P(RouteText, ReadsAsIpRoute) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Routes, RouteText,
    Values(RouteCase{{"Default"},
                     {.via = "10.0.1.1", .interface = "eth0", .metric = 100},
                     "default via 10.0.1.1 dev eth0 metric 100"},
           RouteCase{{"DefaultV6"},
                     {.destination = "::/0", .via = "fe80::1", .interface = "eth0"},
                     "default via fe80::1 dev eth0"},
           RouteCase{
               {"OnLink"},
               {.destination = "10.0.1.0/24", .interface = "eth0", .preferred_source = "10.0.1.2"},
               "10.0.1.0/24 dev eth0 src 10.0.1.2"},
           RouteCase{{"HostV4"},
                     {.destination = "10.0.1.9/32", .via = "10.0.1.1"},
                     "10.0.1.9 via 10.0.1.1"},
           RouteCase{{"HostV6"},
                     {.destination = "2001:db8::9/128", .via = "2001:db8:1::1"},
                     "2001:db8::9 via 2001:db8:1::1"},
           RouteCase{{"Blackhole"},
                     {.destination = "10.9.0.0/16", .type = RouteType::blackhole},
                     "blackhole 10.9.0.0/16"},
           RouteCase{{"OtherTable"},
                     {.destination = "10.9.0.0/16",
                      .via = "10.0.1.1",
                      .interface = "eth0",
                      .metric = 5,
                      .preferred_source = "10.0.1.2",
                      .table = 100},
                     "10.9.0.0/16 via 10.0.1.1 dev eth0 table 100 src 10.0.1.2 metric 5"},
           RouteCase{{"LocalTable"},
                     {.destination = "10.0.1.2/32",
                      .interface = "eth0",
                      .type = RouteType::local,
                      .table = 255},
                     "local 10.0.1.2 dev eth0 table local"},
           RouteCase{{"DefaultTable"},
                     {.destination = "10.9.0.0/16", .interface = "eth0", .table = 253},
                     "10.9.0.0/16 dev eth0 table default"},
           RouteCase{{"Multipath"},
                     {.metric = 5,
                      .next_hops = {{.via = "10.0.1.1", .interface = "eth0"},
                                    {.via = "10.0.2.1", .interface = "eth1", .weight = 3}}},
                     "default metric 5 nexthop via 10.0.1.1 dev eth0 weight 1 nexthop via 10.0.2.1 "
                     "dev eth1 weight 3"},
           RouteCase{{"OnLinkHop"},
                     {.next_hops = {{.via = "10.0.1.1", .interface = "eth0", .onlink = true},
                                    {.interface = "eth1"}}},
                     "default nexthop via 10.0.1.1 dev eth0 weight 1 onlink nexthop dev eth1 "
                     "weight 1"},
           RouteCase{{"ByNexthopObject"},
                     {.destination = "10.9.0.0/16", .nexthop_id = 7},
                     "10.9.0.0/16 nhid 7"},
           RouteCase{{"OnLinkGateway"},
                     {.destination = "10.9.0.0/16",
                      .via = "10.0.1.1",
                      .interface = "eth0",
                      .onlink = true,
                      .mtu = 1400},
                     "10.9.0.0/16 via 10.0.1.1 dev eth0 onlink mtu 1400"},
           RouteCase{{"GatewayOfTheOtherFamily"},
                     {.destination = "10.9.0.0/16", .via = "fe80::1", .interface = "eth0"},
                     "10.9.0.0/16 via inet6 fe80::1 dev eth0"},
           RouteCase{{"Throw"},
                     {.destination = "10.9.0.0/16", .type = RouteType::throw_, .table = 100},
                     "throw 10.9.0.0/16 table 100"}),
    case_name);

using RouteTypeCase = PrintCase<RouteType>;
class RouteTypeText : public ::testing::TestWithParam<RouteTypeCase> {};

TEST_P(RouteTypeText, IsTheWordOfIpRoute) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Types, RouteTypeText,
    Values(RouteTypeCase{{"Unicast"}, RouteType::unicast, "unicast"},
           RouteTypeCase{{"Local"}, RouteType::local, "local"},
           RouteTypeCase{{"Broadcast"}, RouteType::broadcast, "broadcast"},
           RouteTypeCase{{"Anycast"}, RouteType::anycast, "anycast"},
           RouteTypeCase{{"Multicast"}, RouteType::multicast, "multicast"},
           RouteTypeCase{{"Blackhole"}, RouteType::blackhole, "blackhole"},
           RouteTypeCase{{"Unreachable"}, RouteType::unreachable, "unreachable"},
           RouteTypeCase{{"Prohibit"}, RouteType::prohibit, "prohibit"},
           RouteTypeCase{{"OneOfALaterKernel"}, static_cast<RouteType>(30), "type 30"}),
    case_name);

TEST(DefaultRoute, IsOfTheGatewaysFamily) {
  EXPECT_EQ(Route::default_via("10.0.1.1"), (Route{.destination = "0.0.0.0/0", .via = "10.0.1.1"}));
  EXPECT_EQ(Route::default_via("fe80::1"), (Route{.destination = "::/0", .via = "fe80::1"}));
  EXPECT_TRUE(Route::default_via("fe80::1").is_default());
  EXPECT_FALSE(Route{.destination = "10.0.0.0/8"}.is_default());
}

TEST(RouteEquality, TakesAnEmptyMetricForTheKernelsOwn) {
  const Route v4{.destination = "10.9.0.0/16", .interface = "eth0"};
  const Route v6{.destination = "2001:db8::/32", .interface = "eth0"};
  auto v4_listed = v4, v6_listed = v6, v6_other = v6;
  v4_listed.metric = 0;
  v6_listed.metric = 1024;
  v6_other.metric = 1025;

  EXPECT_EQ(v4, v4_listed);
  EXPECT_EQ(v6, v6_listed);
  EXPECT_NE(v6, v6_other);
}

TEST(RouteMetric, Of0IsTheKernelsOwn) {
  EXPECT_EQ((Route{.destination = "10.9.0.0/16", .metric = 0}).effective_metric(), 0U);
  EXPECT_EQ((Route{.destination = "2001:db8::/32", .metric = 0}).effective_metric(), 1024U);
  EXPECT_EQ(
      (Route{.destination = "2001:db8::1/128", .metric = 0, .by_kernel = true}).effective_metric(),
      0U);
}

TEST(RouteEquality, ComparesNextHops) {
  const Route route{.next_hops = {{.via = "10.0.1.1"}, {.via = "10.0.2.1"}}};
  auto other = route;
  other.next_hops[1].weight = 2;

  EXPECT_NE(route, other);
}

using NexthopCase = PrintCase<NexthopObject>;
class NexthopObjectText : public ::testing::TestWithParam<NexthopCase> {};

TEST_P(NexthopObjectText, ReadsAsIpNexthop) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Objects, NexthopObjectText,
    Values(NexthopCase{{"Gateway"},
                       {.id = 1, .via = "10.0.1.1", .interface = "eth0"},
                       "id 1 via 10.0.1.1 dev eth0"},
           NexthopCase{{"OnLink"},
                       {.id = 1, .via = "fe80::1", .interface = "eth0", .onlink = true},
                       "id 1 via fe80::1 dev eth0 onlink"},
           NexthopCase{{"Blackhole"}, {.id = 7, .blackhole = true}, "id 7 blackhole"},
           NexthopCase{{"Group"}, {.id = 10, .group = {{1}, {2, 3}}}, "id 10 group 1/2,3"},
           NexthopCase{
               {"Fdb"}, {.id = 3, .via = "192.0.2.2", .fdb = true}, "id 3 via 192.0.2.2 fdb"},
           NexthopCase{{"FdbGroup"}, {.id = 30, .fdb = true, .group = {{3}}}, "id 30 group 3 fdb"},
           NexthopCase{{"ResilientGroup"},
                       {.id = 10, .group = {{1}, {2}}, .resilient = ResilientGroup{.buckets = 8}},
                       "id 10 group 1/2 type resilient buckets 8 idle_timer 120 unbalanced_timer "
                       "0"}),
    case_name);

TEST(NexthopObjectEquality, TakesTheFamilyFromTheGateway) {
  EXPECT_EQ((NexthopObject{.id = 1, .via = "fe80::1"}),
            (NexthopObject{.id = 1, .via = "fe80::1", .family = Family::ipv6}));
  EXPECT_NE((NexthopObject{.id = 1, .blackhole = true}),
            (NexthopObject{.id = 1, .blackhole = true, .family = Family::ipv6}));
}

TEST(NexthopObjectEquality, TellsThoseOfAnFdbFromThoseOfRoutes) {
  EXPECT_NE((NexthopObject{.id = 1, .via = "10.0.1.1"}),
            (NexthopObject{.id = 1, .via = "10.0.1.1", .fdb = true}));
}

using RuleCase = PrintCase<RoutingRule>;
class RoutingRuleText : public ::testing::TestWithParam<RuleCase> {};

TEST_P(RoutingRuleText, ReadsAsIpRule) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, RoutingRuleText,
    Values(RuleCase{{"All"}, {.priority = 32766}, "32766: from all lookup main"},
           RuleCase{{"WithoutPriority"}, {.table = 100}, "from all lookup 100"},
           RuleCase{{"Prefixes"},
                    {.priority = 1, .from = "10.0.1.0/24", .to = "10.0.2.2/32", .table = 100},
                    "1: from 10.0.1.0/24 to 10.0.2.2 lookup 100"},
           RuleCase{{"Mark"},
                    {.priority = 1, .mark = 1, .table = 7},
                    "1: from all fwmark 0x1 "
                    "lookup 7"},
           RuleCase{{"EverySelector"},
                    {.priority = 1,
                     .incoming_interface = "eth0",
                     .outgoing_interface = "eth1",
                     .mark = MarkMatch(0x10, 0xff),
                     .protocol = IpProtocol::tcp,
                     .source_ports = PortRange(1, 9),
                     .destination_ports = 80,
                     .table = local_table},
                    "1: from all fwmark 0x10/0xff iif eth0 oif eth1 ipproto tcp sport 1-9 dport 80 "
                    "lookup local"},
           RuleCase{{"Prohibit"},
                    {.priority = 1, .to = "10.9.0.0/16", .action = RuleAction::prohibit},
                    "1: from all to 10.9.0.0/16 prohibit"},
           RuleCase{{"Inverted"},
                    {.priority = 1, .inverted = true, .mark = 0xca6c, .table = 51820},
                    "1: not from all fwmark 0xca6c lookup 51820"},
           RuleCase{{"UsersAndTos"},
                    {.priority = 1, .tos = 0x10, .users = 0, .protocol = IpProtocol::tcp},
                    "1: from all tos 0x10 uidrange 0-0 ipproto tcp lookup main"},
           RuleCase{{"Goto"},
                    {.priority = 1, .action = RuleAction::goto_, .target = 32766},
                    "1: from all goto 32766"},
           RuleCase{{"Nop"}, {.priority = 1, .action = RuleAction::nop}, "1: from all nop"},
           RuleCase{{"WithMoreThanWeHaveWordsFor"},
                    {.priority = 1, .table = 100, .has_more = true},
                    "1: from all and more lookup 100"},
           RuleCase{{"Suppressed"},
                    {.priority = 1, .suppress_prefix_length = 0},
                    "1: from all lookup main suppress_prefixlength 0"},
           RuleCase{
               {"OfVrfs"}, {.priority = 1000, .table = 0}, "1000: from all lookup [l3mdev-table]"}),
    case_name);

TEST(RoutingRuleEquality, ComparesAllThatARuleLooksAt) {
  const RoutingRule rule{.table = 7};

  EXPECT_NE(rule, (RoutingRule{.inverted = true, .table = 7}));
  EXPECT_NE(rule, (RoutingRule{.tos = 0x10, .table = 7}));
  EXPECT_NE(rule, (RoutingRule{.users = UserRange(0, 999), .table = 7}));
  EXPECT_NE(rule, (RoutingRule{.table = 7, .has_more = true}));
}

TEST(RoutingRuleEquality, TakesTheTargetOfAGoto) {
  EXPECT_NE((RoutingRule{.action = RuleAction::goto_, .target = 8}),
            (RoutingRule{.action = RuleAction::goto_, .target = 9}));
}

TEST(RoutingRuleEquality, IsOfOneFamily) {
  EXPECT_NE((RoutingRule{.table = 7}), (RoutingRule{.table = 7, .family = Family::ipv6}));
  EXPECT_EQ((RoutingRule{.from = "::/0", .table = 7}),
            (RoutingRule{.table = 7, .family = Family::ipv6}));
}

using AnswerCase = PrintCase<FibAnswer>;
class FibAnswerText : public ::testing::TestWithParam<AnswerCase> {};

TEST_P(FibAnswerText, ReadsAsIpRouteGet) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, FibAnswerText,
    Values(AnswerCase{{"SentOn"},
                      {.question = {.destination = "10.0.2.2"},
                       .type = RouteType::unicast,
                       .route = Route::default_via("10.0.1.1"),
                       .interface = "eth0",
                       .via = "10.0.1.1",
                       .source = "10.0.1.2"},
                      "10.0.2.2 via 10.0.1.1 dev eth0 src 10.0.1.2 by default via 10.0.1.1"},
           AnswerCase{{"Forwarded"},
                      {.question = {.destination = "10.0.2.2",
                                    .source = "10.0.1.2",
                                    .incoming_interface = "eth0",
                                    .protocol = IpProtocol::udp,
                                    .source_port = 4000,
                                    .destination_port = 53},
                       .type = RouteType::unicast,
                       .interface = "eth1"},
                      "10.0.2.2 from 10.0.1.2 iif eth0 ipproto udp sport 4000 dport 53 dev eth1"},
           AnswerCase{{"Prohibited"},
                      {.question = {.destination = "10.9.0.1", .mark = 1, .tos = 0x10},
                       .type = RouteType::prohibit,
                       .rule = RoutingRule{.priority = 5, .action = RuleAction::prohibit}},
                      "prohibit 10.9.0.1 mark 0x1 tos 0x10 by rule 5: from all prohibit"},
           AnswerCase{{"NoRoute"},
                      {.question = {.destination = "10.9.0.1"},
                       .error = std::make_error_code(std::errc::network_unreachable)},
                      "10.9.0.1: Network is unreachable"}),
    case_name);

// Paths.

const Hop router{NodeId{1}, "router", "10.0.1.1"};
const Hop server{NodeId{2}, "server", "10.0.2.2"};
const Hop silent{};

Path path_of(std::vector<Hop> by_ttl, TraceEnd ttl_end, std::vector<Hop> by_fib, TraceEnd fib_end) {
  return {.flow = EchoProbe{.target = "10.0.2.2"},
          .by_ttl = {.from = "client", .hops = std::move(by_ttl), .end = ttl_end},
          .by_fib = {.from = "client", .hops = std::move(by_fib), .end = fib_end}};
}

TEST(PathText, IsOneLineWhereBothAgree) {
  EXPECT_EQ(
      to_string(path_of({router, server}, TraceEnd::arrived, {router, server}, TraceEnd::arrived)),
      "10.0.2.2 icmp echo by ttl and by fib: client -> router (10.0.1.1) -> server "
      "(10.0.2.2)");
}

TEST(PathText, HasALineForEachWhereTheyDiffer) {
  EXPECT_EQ(
      to_string(path_of({silent, server}, TraceEnd::arrived, {router}, TraceEnd::dead_end)),
      "10.0.2.2 icmp echo\nby ttl: client -> * -> server (10.0.2.2)\nby fib: client -> router "
      "(10.0.1.1), dead end");
}

TEST(PathAgreement, IsNotContradictedBySilence) {
  EXPECT_TRUE(
      path_of({silent, server}, TraceEnd::arrived, {router, server}, TraceEnd::arrived).agree());
}

Path dead_end_of(std::vector<Hop> by_ttl, std::vector<Hop> by_fib) {
  return path_of(std::move(by_ttl), TraceEnd::dead_end, std::move(by_fib), TraceEnd::dead_end);
}

Path in_silence(Path path) {
  path.by_ttl.in_silence = true;
  return path;
}

TEST(PathAgreement, IsNotContradictedByASilentLastHop) {
  EXPECT_TRUE(in_silence(dead_end_of({}, {router})).agree());
  EXPECT_TRUE(in_silence(dead_end_of({router}, {router, server})).agree());
  EXPECT_TRUE(in_silence(dead_end_of({router}, {router})).agree());
}

TEST(PathAgreement, IsContradictedByMoreSilenceThanThat) {
  EXPECT_FALSE(in_silence(dead_end_of({}, {router, server})).agree());
}

TEST(PathAgreement, IsContradictedByWhoSaysThatItIsADeadEndBefore) {
  EXPECT_FALSE(dead_end_of({router}, {router, server}).agree());
  EXPECT_FALSE(dead_end_of({}, {router}).agree());
}

TEST(PathAgreement, NeedsTheSameNodesAndTheSameEnd) {
  EXPECT_FALSE(path_of({server}, TraceEnd::arrived, {router, server}, TraceEnd::arrived).agree());
  EXPECT_FALSE(path_of({router}, TraceEnd::dead_end, {router, server}, TraceEnd::arrived).agree());
  EXPECT_FALSE(
      path_of({server, router}, TraceEnd::arrived, {router, server}, TraceEnd::arrived).agree());
  EXPECT_FALSE(dead_end_of({router, server}, {router}).agree());
  EXPECT_FALSE(in_silence(dead_end_of({router, server}, {router})).agree());
}

}  // namespace
}  // namespace netrig
