// What the matchers match, and what they say.
#include <netrig/gtest.hpp>

#include <functional>

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::DescribeMatcher;
using ::testing::ExplainMatchResult;
using ::testing::Matches;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::StringMatchResultListener;

template <class Value, class Matcher>
std::string explanation(const Matcher& matcher, const Value& value) {
  StringMatchResultListener listener;
  ExplainMatchResult(matcher, value, &listener);
  return listener.str();
}

// Verdicts ----------------------------------------------------------------------------------------

Outcome outcome_of(Verdict verdict, std::optional<IpAddress> icmp_sender = std::nullopt) {
  Outcome outcome{.verdict = verdict, .from = "client", .probe = EchoProbe{.target = "10.0.2.2"}};
  if (icmp_sender) outcome.icmp_error = IcmpError{.sender = *icmp_sender, .type = 3, .code = 1};
  return outcome;
}

struct VerdictCase {
  const char* name;
  VerdictMatcher matcher;
  Verdict verdict;
  const char* description;
  const char* negation;
};

std::ostream& operator<<(std::ostream& os, const VerdictCase& row) {
  return os << row.name;
}

class OfVerdicts : public ::testing::TestWithParam<VerdictCase> {};
INSTANTIATE_TEST_SUITE_P(
    Matchers, OfVerdicts,
    ::testing::Values(
        VerdictCase{"Reached", Reached(), Verdict::reached, "is reached", "is not reached"},
        VerdictCase{"Unexpected", Unexpected(), Verdict::unexpected, "is unexpected",
                    "is not unexpected"},
        VerdictCase{"Refused", Refused(), Verdict::refused, "is refused", "is not refused"},
        VerdictCase{"Rejected", Rejected(), Verdict::rejected, "is rejected", "is not rejected"},
        VerdictCase{"NoRoute", NoRoute(), Verdict::no_route, "is without a route",
                    "is not without a route"},
        VerdictCase{"NoAddress", NoAddress(), Verdict::no_address, "is without an address",
                    "is not without an address"},
        VerdictCase{"Unresolved", Unresolved(), Verdict::unresolved, "is unresolved",
                    "is not unresolved"},
        VerdictCase{"Denied", Denied(), Verdict::denied, "is denied", "is not denied"},
        VerdictCase{"Silent", Silent(), Verdict::silent, "is silent", "is not silent"},
        VerdictCase{"HasVerdict", HasVerdict(Verdict::denied), Verdict::denied, "is denied",
                    "is not denied"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_P(OfVerdicts, MatchTheirOwnAndNoOther) {
  for (const auto verdict : {Verdict::reached, Verdict::unexpected, Verdict::refused,
                             Verdict::rejected, Verdict::no_route, Verdict::no_address,
                             Verdict::unresolved, Verdict::denied, Verdict::silent})
    EXPECT_EQ(Matches(GetParam().matcher)(outcome_of(verdict)), verdict == GetParam().verdict)
        << verdict;
}

TEST_P(OfVerdicts, DescribeThemselves) {
  EXPECT_EQ(DescribeMatcher<Outcome>(GetParam().matcher), GetParam().description);
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(GetParam().matcher)), GetParam().negation);
}

// The outcome that GoogleTest prints says it all.
TEST_P(OfVerdicts, AddNoExplanation) {
  EXPECT_EQ(explanation(GetParam().matcher, outcome_of(Verdict::reached)), "");
}

TEST(RejectedBy, MatchesTheSenderOfTheIcmpError) {
  EXPECT_THAT(outcome_of(Verdict::rejected, "10.0.1.1"), RejectedBy("10.0.1.1"));
  EXPECT_THAT(outcome_of(Verdict::rejected, "10.0.1.2"), Not(RejectedBy("10.0.1.1")));
  EXPECT_THAT(outcome_of(Verdict::no_route, "10.0.1.1"), Not(RejectedBy("10.0.1.1")));
  EXPECT_THAT(outcome_of(Verdict::rejected), Not(RejectedBy("10.0.1.1")));
}

TEST(RejectedBy, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<Outcome>(RejectedBy("10.0.1.1")), "is rejected by 10.0.1.1");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(RejectedBy("10.0.1.1"))), "is not rejected by 10.0.1.1");
}

TEST(NoRouteAt, MatchesTheSenderOfTheIcmpError) {
  EXPECT_THAT(outcome_of(Verdict::no_route, "10.0.1.1"), NoRouteAt("10.0.1.1"));
  EXPECT_THAT(outcome_of(Verdict::no_route, "10.0.1.2"), Not(NoRouteAt("10.0.1.1")));
  EXPECT_THAT(outcome_of(Verdict::rejected, "10.0.1.1"), Not(NoRouteAt("10.0.1.1")));
}

TEST(NoRouteAt, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<Outcome>(NoRouteAt("10.0.1.1")), "is without a route at 10.0.1.1");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(NoRouteAt("10.0.1.1"))),
            "is not without a route at 10.0.1.1");
}

// client -- router, and the router rejects or does not know the rest
class Nodes : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");

  Nodes() {
    topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.add_route(router, {.destination = "10.0.9.0/24", .type = RouteType::prohibit});
  }
};

TEST_F(Nodes, AreNamedByAnyOfTheirAddresses) {
  EXPECT_THAT(node(client).ping("10.0.9.1"), RejectedBy(node(router)));
  EXPECT_THAT(node(client).ping("10.0.9.1"), Not(RejectedBy(node(client))));
  EXPECT_THAT(node(client).ping("10.0.8.1"), NoRouteAt(node(router)));
  EXPECT_THAT(node(client).ping("2001:db8:8::1"), NoRouteAt(node(router)));
  EXPECT_THAT(node(client).ping("10.0.8.1"), Not(NoRouteAt(node(client))));
}

TEST_F(Nodes, NeedNoIcmpErrorForTheirOwnVerdict) {
  EXPECT_THAT(node(router).ping("10.0.8.1"), NoRouteAt(node(router)));
  EXPECT_THAT(node(router).ping("10.0.8.1"), Not(NoRouteAt(node(client))));
}

TEST_F(Nodes, AreNamedInDescriptions) {
  EXPECT_EQ(DescribeMatcher<Outcome>(RejectedBy(node(router))), "is rejected by 'router'");
  EXPECT_EQ(DescribeMatcher<Outcome>(NoRouteAt(node(router))), "is without a route at 'router'");
}

// Round trips -------------------------------------------------------------------------------------

// Of a probe that wanted to send three requests.
Outcome echo_outcome(unsigned sent, std::size_t received) {
  auto outcome = outcome_of(received > 0 ? Verdict::reached : Verdict::silent);
  outcome.probe = EchoProbe{.target = "10.0.2.2", .count = 3};
  outcome.echo = EchoStatistics{
      .sent = sent, .round_trips = std::vector<std::chrono::nanoseconds>(received, 1ms)};
  return outcome;
}

TEST(LosesNothing, MatchesWhenEveryRequestIsAnswered) {
  EXPECT_THAT(echo_outcome(3, 3), LosesNothing());
  EXPECT_THAT(echo_outcome(3, 2), Not(LosesNothing()));
  EXPECT_THAT(echo_outcome(3, 0), Not(LosesNothing()));
}

TEST(LosesNothing, DoesNotMatchWhatWasNotAskedOrNotToTheEnd) {
  EXPECT_THAT(echo_outcome(0, 0), Not(LosesNothing()));
  EXPECT_THAT(echo_outcome(2, 2), Not(LosesNothing()));
  EXPECT_EQ(explanation(LosesNothing(), echo_outcome(2, 2)),
            "of whose 3 requests only 2 were sent");
}

TEST(LosesNothing, SaysWhenItIsAskedOfAnotherProbe) {
  EXPECT_THAT(outcome_of(Verdict::reached), Not(LosesNothing()));
  EXPECT_EQ(explanation(LosesNothing(), outcome_of(Verdict::reached)),
            "which is not the outcome of an echo probe");
}

TEST(LosesNothing, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<Outcome>(LosesNothing()), "has every echo request answered");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(LosesNothing())),
            "has an echo request that was not answered");
}

Outcome reached_in(std::chrono::nanoseconds round_trip) {
  auto outcome = outcome_of(Verdict::reached);
  outcome.round_trip = round_trip;
  return outcome;
}

TEST(ReachedWithin, MatchesRoundTripsUpToTheLimit) {
  EXPECT_THAT(reached_in(20ms), ReachedWithin(20ms));
  EXPECT_THAT(reached_in(20ms + 1ns), Not(ReachedWithin(20ms)));
  EXPECT_THAT(outcome_of(Verdict::silent), Not(ReachedWithin(20ms)));
}

TEST(ReachedWithin, ExplainsHowLongItTook) {
  EXPECT_EQ(explanation(ReachedWithin(20ms), reached_in(31400us)), "whose round trip took 31.4 ms");
  EXPECT_EQ(explanation(ReachedWithin(20ms), outcome_of(Verdict::silent)), "");
}

TEST(ReachedWithin, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<Outcome>(ReachedWithin(20ms)), "is reached within 20 ms");
  EXPECT_EQ(DescribeMatcher<Outcome>(Not(ReachedWithin(20ms))), "is not reached within 20 ms");
}

// What a node sees --------------------------------------------------------------------------------

const std::vector<InterfaceInfo> interfaces{{.index = 1, .name = "lo"},
                                            {.index = 16, .name = "eth0", .is_up = true}};

TEST(HasInterface, MatchesByName) {
  EXPECT_THAT(interfaces, HasInterface("eth0"));
  EXPECT_THAT(interfaces, Not(HasInterface("eth1")));
}

TEST(HasInterface, DescribesItself) {
  using List = std::vector<InterfaceInfo>;
  EXPECT_EQ(DescribeMatcher<List>(HasInterface("eth0")), "lists the interface 'eth0'");
  EXPECT_EQ(DescribeMatcher<List>(Not(HasInterface("eth0"))), "does not list the interface 'eth0'");
}

TEST(ListMatchers, ExplainWhatTheyFoundInALongerList) {
  EXPECT_EQ(explanation(HasInterface("lo"), interfaces), "which has 1: lo <> mtu 0 state UNKNOWN");
  EXPECT_EQ(explanation(HasInterface("lo"), std::vector<InterfaceInfo>{{.name = "lo"}}), "");
  EXPECT_EQ(explanation(HasInterface("eth1"), interfaces), "");
}

TEST(IsUp, MatchesTheAdministrativeState) {
  EXPECT_THAT(interfaces[0], IsDown());
  EXPECT_THAT(interfaces[0], Not(IsUp()));
  EXPECT_THAT(interfaces[1], IsUp());
  EXPECT_THAT(interfaces[1], Not(IsDown()));
}

TEST(IsUp, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<InterfaceInfo>(IsUp()), "is up");
  EXPECT_EQ(DescribeMatcher<InterfaceInfo>(Not(IsUp())), "is down");
  EXPECT_EQ(DescribeMatcher<InterfaceInfo>(IsDown()), "is down");
  EXPECT_EQ(DescribeMatcher<InterfaceInfo>(Not(IsDown())), "is up");
}

TEST(HasAddress, MatchesAddressLengthAndInterface) {
  const std::vector<AddressInfo> addresses{{.interface = "eth0", .address = "10.0.0.1/24"}};

  EXPECT_THAT(addresses, HasAddress("10.0.0.1/24"));
  EXPECT_THAT(addresses, HasAddress("10.0.0.1/24", "eth0"));
  EXPECT_THAT(addresses, Not(HasAddress("10.0.0.1/24", "eth1")));
  EXPECT_THAT(addresses, Not(HasAddress("10.0.0.1/32")));
  EXPECT_THAT(addresses, Not(HasAddress("10.0.0.2/24")));
}

TEST(HasAddress, DescribesItself) {
  using List = std::vector<AddressInfo>;
  EXPECT_EQ(DescribeMatcher<List>(HasAddress("10.0.0.1/24")), "lists the address 10.0.0.1/24");
  EXPECT_EQ(DescribeMatcher<List>(Not(HasAddress("10.0.0.1/24", "eth0"))),
            "does not list the address 10.0.0.1/24 on 'eth0'");
}

TEST(HasRoute, ComparesWhatIsGiven) {
  const std::vector<Route> routes{{.destination = "10.0.2.0/24",
                                   .via = "10.0.1.1",
                                   .interface = "eth0",
                                   .metric = 5,
                                   .preferred_source = "10.0.1.2"}};

  EXPECT_THAT(routes, HasRoute({.destination = "10.0.2.0/24"}));
  EXPECT_THAT(routes, HasRoute(routes[0]));
  EXPECT_THAT(routes, Not(HasRoute({.destination = "10.0.3.0/24"})));
  EXPECT_THAT(routes, Not(HasRoute({.destination = "10.0.2.0/24", .via = "10.0.1.9"})));
  EXPECT_THAT(routes, Not(HasRoute({.destination = "10.0.2.0/24", .interface = "eth1"})));
  EXPECT_THAT(routes, Not(HasRoute({.destination = "10.0.2.0/24", .type = RouteType::blackhole})));
  EXPECT_THAT(routes, Not(HasRoute({.destination = "10.0.2.0/24", .metric = 6})));
  EXPECT_THAT(routes,
              Not(HasRoute({.destination = "10.0.2.0/24", .preferred_source = "10.0.1.3"})));
  EXPECT_THAT(routes, Not(HasRoute({.destination = "10.0.2.0/24", .table = 100})));
}

TEST(HasRoute, DescribesItself) {
  using List = std::vector<Route>;
  EXPECT_EQ(DescribeMatcher<List>(HasRoute(Route::default_via("10.0.1.1"))),
            "lists the route default via 10.0.1.1");
  EXPECT_EQ(DescribeMatcher<List>(Not(HasRoute({.destination = "10.0.2.0/24"}))),
            "does not list the route 10.0.2.0/24");
}

TEST(HasRouteTo, MatchesTheDestination) {
  const std::vector<Route> routes{{.destination = "10.0.2.0/24", .type = RouteType::blackhole}};

  EXPECT_THAT(routes, HasRouteTo("10.0.2.0/24"));
  EXPECT_THAT(routes, Not(HasRouteTo("10.0.2.0/25")));
}

TEST(HasRouteTo, DescribesItself) {
  using List = std::vector<Route>;
  EXPECT_EQ(DescribeMatcher<List>(HasRouteTo("10.0.2.0/24")), "lists a route to 10.0.2.0/24");
  EXPECT_EQ(DescribeMatcher<List>(Not(HasRouteTo("10.0.2.0/24"))),
            "does not list a route to 10.0.2.0/24");
}

TEST(HasNeighbour, MatchesOneThatIsKnownOrInTheState) {
  const std::vector<Neighbour> neighbours{
      {.address = "10.0.0.2",
       .interface = "eth0",
       .mac = "02:00:5e:10:00:00",
       .state = NeighbourState::reachable},
      {.address = "10.0.0.3", .interface = "eth0", .state = NeighbourState::failed}};

  EXPECT_THAT(neighbours, HasNeighbour("10.0.0.2"));
  EXPECT_THAT(neighbours, Not(HasNeighbour("10.0.0.3")));
  EXPECT_THAT(neighbours, Not(HasNeighbour("10.0.0.4")));
  EXPECT_THAT(neighbours, HasNeighbour("10.0.0.3", NeighbourState::failed));
  EXPECT_THAT(neighbours, Not(HasNeighbour("10.0.0.2", NeighbourState::failed)));
}

TEST(HasNeighbour, DescribesItself) {
  using List = std::vector<Neighbour>;
  EXPECT_EQ(DescribeMatcher<List>(HasNeighbour("10.0.0.2")),
            "lists the neighbour 10.0.0.2 with its link-layer address");
  EXPECT_EQ(DescribeMatcher<List>(Not(HasNeighbour("10.0.0.2", NeighbourState::failed))),
            "does not list the neighbour 10.0.0.2 in state FAILED");
}

TEST(ListensOn, MatchesThePortOrTheEndpoint) {
  const std::vector<ListeningSocket> sockets{{.local = "10.0.0.1:80/tcp"}};

  EXPECT_THAT(sockets, ListensOn(tcp(80)));
  EXPECT_THAT(sockets, Not(ListensOn(udp(80))));
  EXPECT_THAT(sockets, Not(ListensOn(tcp(81))));
  EXPECT_THAT(sockets, ListensOn("10.0.0.1:80/tcp"));
  EXPECT_THAT(sockets, Not(ListensOn("10.0.0.2:80/tcp")));
}

TEST(ListensOn, DescribesItself) {
  using List = std::vector<ListeningSocket>;
  EXPECT_EQ(DescribeMatcher<List>(ListensOn(tcp(80))), "lists a socket on 80/tcp");
  EXPECT_EQ(DescribeMatcher<List>(Not(ListensOn("10.0.0.1:80/tcp"))),
            "does not list a socket on 10.0.0.1:80/tcp");
}

// Ports of a whole network ------------------------------------------------------------------------

TEST_F(Nodes, HaveNoPortConflictsUntilAPortIsTakenInOneOfThem) {
  EXPECT_THAT(network(), HasNoPortConflicts({tcp(80), udp(80)}));

  const auto web = node(router).serve(tcp(80));

  EXPECT_THAT(network(), Not(HasNoPortConflicts({tcp(80), udp(80)})));
  EXPECT_THAT(network(), HasNoPortConflicts({udp(80)}));
  EXPECT_THAT(explanation<Network>(HasNoPortConflicts({tcp(80)}), network()),
              ::testing::StartsWith("in which\n          80/tcp is taken in 'router': [::]:80/tcp "
                                    "users:((\"matchers_test\","));
}

TEST(HasNoPortConflicts, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<const Network&>(HasNoPortConflicts({tcp(80), udp(53)})),
            "has 80/tcp and 53/udp free in every node at once");
  EXPECT_EQ(DescribeMatcher<const Network&>(Not(HasNoPortConflicts({tcp(80), udp(53)}))),
            "has a node in which 80/tcp or 53/udp is taken");
}

}  // namespace
}  // namespace netrig
