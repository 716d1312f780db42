// Routes that refuse: what a client hears of a router that has one.
#include "case.hpp"
#include "routed.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;

class Unwanted : public Routed {
 protected:
  /// What west does with packets for the server, and for nobody else.
  void west_has(RouteType type) {
    node(west).add_route({.destination = only(address_of_server), .type = type});
  }
  // The ICMP code of type "destination unreachable".
  auto HasCode(std::uint8_t v4, std::uint8_t v6) {
    return Field("icmp_error", &Outcome::icmp_error,
                 Optional(Field("code", &IcmpError::code, either(v4, v6))));
  }
  IpAddress neighbour_of_server() { return either("192.0.2.129", "2001:db8:2::1"); }
};
INSTANTIATE_TEST_SUITE_P(Families, Unwanted, both_families, family_name);

TEST_P(Unwanted, ByABlackholeIsLostWithoutAWord) {
  west_has(RouteType::blackhole);

  EXPECT_THAT(ping(), Dropped());
  EXPECT_THAT(path(), EndsAfter(west));
}

TEST_P(Unwanted, ByAProhibitIsAdministrativelyProhibited) {
  west_has(RouteType::prohibit);

  EXPECT_THAT(ping(), AllOf(RejectedBy(node(west)), HasCode(13, 1)));
  EXPECT_THAT(path(), EndsAfter(west));
}

// IPv4 says "host unreachable", IPv6 "no route to destination".
TEST_P(Unwanted, ByAnUnreachableIsSentBack) {
  west_has(RouteType::unreachable);

  const auto outcome = ping();

  EXPECT_THAT(outcome, HasCode(1, 0));
  EXPECT_THAT(outcome, HasVerdict(either(Verdict::rejected, Verdict::no_route)));
  EXPECT_THAT(path(), EndsAfter(west));
}

TEST_P(Unwanted, IsWhatNoRouteLeadsTo) {
  node(west).remove_route({.destination = servers});

  EXPECT_THAT(ping(), AllOf(NoRouteAt(node(west)), HasCode(0, 0)));
  EXPECT_THAT(path(), EndsAfter(west));
}

TEST_P(Unwanted, IsOnlyTheDestinationOfTheRoute) {
  west_has(RouteType::blackhole);

  EXPECT_THAT(node(client).ping(neighbour_of_server()), Reached());
}

TEST_P(Unwanted, IsAConnectionAsWell) {
  auto web = node(server).serve(tcp(80));
  west_has(RouteType::prohibit);

  EXPECT_THAT(node(client).connect({address_of_server, tcp(80)}), RejectedBy(node(west)));

  EXPECT_THAT(web.callers(), IsEmpty());
}

// A safety net below the route that is wanted: it catches what falls through.
TEST_P(Unwanted, IsWhatFallsIntoTheNetOfAHigherMetric) {
  node(west).add_route({.destination = servers, .type = RouteType::blackhole, .metric = 4000});
  ASSERT_THAT(ping(), Reached());

  node(west).remove_route({.destination = servers, .via = east_by_direct});

  EXPECT_THAT(ping(), Dropped());
}

}  // namespace
}  // namespace netrig
