// What a node would do with a packet.
#include <gmock/gmock.h>

#include "case.hpp"
#include "diamond.hpp"
#include "force_forwarding.hpp"

namespace netrig {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;
using ::testing::Values;

class Fib : public Diamond {
 protected:
  /// A packet from the client, as it comes in at 'near'.
  FibQuestion from_client(const IpAddress& destination) const {
    return {.destination = destination, .source = client_address(), .incoming_interface = "eth0"};
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Fib, both_families, family_name);

TEST_P(Fib, NamesRouteInterfaceGatewayAndSource) {
  const auto answer = node(near).look_up({.destination = server_address()});

  EXPECT_TRUE(answer.is_sent_on());
  EXPECT_EQ(answer.interface, "eth1");
  EXPECT_EQ(answer.via, address(1, 2));
  EXPECT_EQ(answer.next_hop(), address(1, 2));
  EXPECT_EQ(answer.source, address(1, 1));
  ASSERT_TRUE(answer.route);
  EXPECT_EQ(answer.route->destination, servers());
}

TEST_P(Fib, NamesTheNeighbourItself) {
  const auto answer = node(near).look_up({.destination = client_address()});

  EXPECT_EQ(answer.via, std::nullopt);
  EXPECT_EQ(answer.next_hop(), client_address());
  EXPECT_EQ(answer.interface, "eth0");
}

TEST_P(Fib, NamesTheTable) {
  node(near).add_route({.destination = servers(), .via = address(2, 2), .table = 100});
  node(near).add_rule({.priority = 10, .from = network_of(family, 0), .table = 100});

  const auto answer = node(near).look_up(from_client(server_address()));

  EXPECT_EQ(answer.via, address(2, 2));
  ASSERT_TRUE(answer.route);
  EXPECT_EQ(answer.route->table, 100U);
}

TEST_P(Fib, NamesTheTableOfTheNodesOwnAddressesBeforeAndAfterTheFirstRule) {
  const auto before = node(near).look_up({.destination = address(0, 2)}).route;
  node(near).add_rule({.priority = 10, .mark = 1, .table = 100, .family = family});
  const auto after = node(near).look_up({.destination = address(0, 2)}).route;

  ASSERT_TRUE(before);
  EXPECT_THAT(node(near).routes(local_table), Contains(*before));
  EXPECT_EQ(after, before);
}

TEST_P(Fib, NamesTheMainTableOfALocalRouteThatIsThere) {
  const Route route{.destination = only(nobody()), .interface = "lo", .type = RouteType::local};
  node(near).add_route(route);

  EXPECT_EQ(node(near).look_up(from_client(nobody())).route, route);
}

TEST_P(Fib, DeliversWhatIsTheNodesOwn) {
  EXPECT_TRUE(node(near).look_up({.destination = address(0, 2)}).is_delivered());
  EXPECT_TRUE(node(near).look_up(from_client(address(1, 1))).is_delivered());
}

TEST_P(Fib, SaysThatThereIsNoRoute) {
  const auto answer = node(near).look_up({.destination = nobody()});

  EXPECT_EQ(answer.type, std::nullopt);
  EXPECT_EQ(answer.error, std::errc::network_unreachable);
  EXPECT_EQ(to_string(answer), fmt::format("{}: Network is unreachable", nobody()));
}

TEST_P(Fib, SaysWhichRouteForbidsAPacketThatComesIn) {
  const Route route{.destination = elsewhere(), .type = RouteType::prohibit};
  node(near).add_route(route);

  const auto answer = node(near).look_up(from_client(nobody()));

  EXPECT_EQ(answer.type, RouteType::prohibit);
  EXPECT_EQ(answer.route, route);
}

TEST_P(Fib, SaysThatAHostDoesNotForward) {
  const auto answer = node(server).look_up(
      {.destination = client_address(), .source = address(3, 1), .incoming_interface = "eth0"});

  EXPECT_EQ(answer.type, std::nullopt);
  EXPECT_EQ(answer.explanation, fmt::format("'server' does not forward {}", family));
}

TEST_P(Fib, ChoosesTheNextHopOfTheFlow) {
  node(near).remove_route({.destination = servers()});
  node(near).add_route(servers_by_both());

  const auto answer = node(near).look_up(from_client(server_address()));

  EXPECT_THAT(answer.via, AnyOf(address(1, 2), address(2, 2)));
  ASSERT_TRUE(answer.route);
  EXPECT_EQ(answer.route->next_hops, (std::vector{by_left(), by_right()}));
}

TEST_P(Fib, IsAskedForTheInterfaceOfASocketsOwn) {
  node(near).add_route({.destination = servers(), .via = address(2, 2), .metric = 5000});

  const auto answer =
      node(near).look_up({.destination = server_address(), .outgoing_interface = "eth2"});

  EXPECT_EQ(answer.via, address(2, 2));
}

// A packet from a neighbour as it comes in at 'server', which does not forward.
struct HearerCase : Case {
  const char* destination;
  RouteType type;
};

class FibOfAHost : public NetworkTest, public ::testing::WithParamInterface<HearerCase> {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");

  FibOfAHost() { topology.connect({client, {"192.0.2.1/24"}}, {server, {"192.0.2.2/24"}}); }
};

TEST_P(FibOfAHost, DeliversWhatIsForAllOnTheLink) {
  const auto answer = node(server).look_up(
      {.destination = GetParam().destination, .source = "192.0.2.1", .incoming_interface = "eth0"});

  EXPECT_EQ(answer.type, GetParam().type);
  EXPECT_TRUE(answer.is_delivered());
  EXPECT_FALSE(answer.error);
  EXPECT_EQ(answer.explanation, "");
}

INSTANTIATE_TEST_SUITE_P(Destinations, FibOfAHost,
                         Values(HearerCase{{"Broadcast"}, "192.0.2.255", RouteType::broadcast},
                                HearerCase{
                                    {"LimitedBroadcast"}, "255.255.255.255", RouteType::broadcast},
                                HearerCase{{"AllNodes"}, "224.0.0.1", RouteType::multicast}),
                         case_name);

class FibOverIpv6 : public Fib {};
INSTANTIATE_TEST_SUITE_P(Ipv6, FibOverIpv6, Values(Family::ipv6), family_name);

TEST_P(FibOverIpv6, DeliversWhatIsForAnyRouterOnTheLink) {
  const auto answer = node(near).look_up(from_client(servers().at(0)));
  const auto here = node(near).look_up(from_client(network_of(family, 0).at(0)));

  EXPECT_TRUE(answer.is_sent_on());
  EXPECT_EQ(here.type, RouteType::anycast);
  EXPECT_TRUE(here.is_delivered());
}

TEST_P(FibOverIpv6, DoesNotTakeMulticastForPacketsToForward) {
  const auto answer = node(server).look_up(
      {.destination = "ff02::1", .source = address(5, 1), .incoming_interface = "eth0"});

  EXPECT_THAT(to_string(answer), Not(HasSubstr("forward")));
  EXPECT_THAT(to_string(answer), HasSubstr("multicast"));
}

TEST_P(FibOverIpv6, ForwardsFromTheInterfacesThatAreSetTo) {
  if (!kernel_has_force_forwarding()) GTEST_SKIP() << no_force_forwarding;
  node(near).set_sysctl("net.ipv6.conf.all.forwarding", "0");
  node(near).set_sysctl("net.ipv6.conf.eth0.force_forwarding", "1");

  const auto there = node(near).look_up(from_client(server_address()));
  const auto back = node(near).look_up(
      {.destination = client_address(), .source = server_address(), .incoming_interface = "eth1"});

  EXPECT_TRUE(there.is_sent_on()) << there;
  EXPECT_EQ(back.explanation, "'near' does not forward IPv6");
}

class FibOfAStrictNode : public Fib {};
INSTANTIATE_TEST_SUITE_P(Ipv4, FibOfAStrictNode, Values(Family::ipv4), family_name);

TEST_P(FibOfAStrictNode, SaysThatASourceIsOfAnotherLink) {
  node(near).set_sysctl("net.ipv4.conf.all.rp_filter", "1");

  const auto answer = node(near).look_up(
      {.destination = server_address(), .source = client_address(), .incoming_interface = "eth2"});

  EXPECT_EQ(answer.type, std::nullopt);
  EXPECT_THAT(answer.explanation, HasSubstr("'near' does not take it from eth2"));
}

TEST_P(FibOfAStrictNode, SaysSoOfAHostThatWouldNotForwardEither) {
  const auto answer = node(server).look_up(
      {.destination = server_address(), .source = "127.0.0.1", .incoming_interface = "eth0"});

  EXPECT_EQ(answer.type, std::nullopt);
  EXPECT_THAT(answer.explanation, HasSubstr("'server' does not take it from eth0"));
}

class FibOfASender : public Fib {};
INSTANTIATE_TEST_SUITE_P(Ipv4, FibOfASender, Values(Family::ipv4), family_name);

TEST_P(FibOfASender, IsAskedOnceMoreWithTheSourceThatItHasFound) {
  node(near).add_route({.destination = servers(), .via = address(2, 2), .table = 100});
  node(near).add_rule({.priority = 10, .from = only(address(1, 1)), .table = 100});

  const auto answer = node(near).look_up({.destination = server_address()});

  EXPECT_EQ(answer.source, address(1, 1));
  EXPECT_EQ(answer.via, address(2, 2));
}

struct QuestionCase : Case {
  FibQuestion question;
  const char* message;
};

class WrongFibQuestion : public NetworkTest, public ::testing::WithParamInterface<QuestionCase> {
 protected:
  const NodeId lone = topology.add_host("lone");
};

TEST_P(WrongFibQuestion, IsRefusedWithTheReason) {
  EXPECT_THAT([this] { node(lone).look_up(GetParam().question); },
              ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Questions, WrongFibQuestion,
    Values(QuestionCase{{"SourceOfOtherFamily"},
                        {.destination = "10.0.0.1", .source = "fd00::1"},
                        "cannot look up 10.0.0.1 from fd00::1 in 'lone': source and destination "
                        "are of two families"},
           QuestionCase{{"ComesInFromNobody"},
                        {.destination = "10.0.0.1", .incoming_interface = "eth0"},
                        "cannot look up 10.0.0.1 iif eth0 in 'lone': a packet that comes in has a "
                        "source"},
           QuestionCase{
               {"PortsOfNoProtocol"},
               {.destination = "10.0.0.1", .destination_port = 53},
               "cannot look up 10.0.0.1 dport 53 in 'lone': ports are TCP's and UDP's: say "
               "which protocol"},
           QuestionCase{{"IcmpOfTheOtherFamily"},
                        {.destination = "fd00::1", .protocol = IpProtocol::icmp},
                        "cannot look up fd00::1 ipproto icmp in 'lone': the kernel looks up TCP, "
                        "UDP and ICMPv6, not protocol icmp"},
           QuestionCase{{"NoSuchInterface"},
                        {.destination = "10.0.0.1", .outgoing_interface = "eth7"},
                        "no interface 'eth7' in 'lone': it has 'lo'"}),
    case_name);

}  // namespace
}  // namespace netrig
