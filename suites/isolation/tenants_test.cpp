// Tenants of one provider reach the server, each of them, but not each other.
#include <gmock/gmock.h>

#include "families.hpp"
#include "netrig/fixtures/multi_tenant.hpp"
#include "netrig/gtest.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Tenants : public MultiTenant, public OfEachFamily {
 protected:
  static IpAddress blue_uplink_address() { return either("100.64.2.2", "fd64:2::2"); }
  static IpAddress server_address() { return either("203.0.113.80", "2001:db8::80"); }
  Outcome ping_blue_from(NodeId from) {
    return node(from).ask(EchoProbe{.target = blue_uplink_address(), .patience = short_patience});
  }
  Ruleset::Rule kept_apart() { return nftables_ruleset(node(provider)).rule("tenant to tenant"); }
};
INSTANTIATE_TEST_SUITE_P(Families, Tenants, both_families, family_name);

TEST_P(Tenants, DoNotReachTheOthersEdge) {
  EXPECT_THAT(ping_blue_from(red_edge), Dropped());
  EXPECT_THAT(ping_blue_from(red_host), Dropped());

  EXPECT_THAT(kept_apart(), HasCounted(2));
}

// The other half of the proof: there is a way, and only the rule is in it.
TEST_P(Tenants, AreKeptApartByTheProvidersRule) {
  EXPECT_THAT(ping_blue_from(red_edge), Dropped());

  node(provider).configure(nftables_text("flush chain inet tenants keep_apart"));

  EXPECT_THAT(ping_blue_from(red_edge), Reached());
}

TEST_P(Tenants, FindThemselvesAtTheAddressesThatTheOtherHasToo) {
  const auto red = node(red_edge).serve(tcp(80)), blue = node(blue_edge).serve(tcp(80));
  const TcpProbe to_the_edge{.target = {either("10.0.0.1", "fd00::1"), tcp(80)}};

  EXPECT_THAT(node(red_host).ask(to_the_edge), Reached());

  EXPECT_THAT(red.wait_for_callers(1, Deadline::in(short_patience)), SizeIs(1));
  EXPECT_THAT(blue.callers(), IsEmpty());
}

// From one address and port to one address and port: the answers find their ways by the zone.
TEST_P(Tenants, HaveConnectionsOfTheirOwnInOneTable) {
  const auto dns = node(server).serve(udp(53));
  const UdpProbe question{.target = {server_address(), udp(53)}, .source_port = 4000};

  EXPECT_THAT(node(red_host).ask(question), Reached());
  EXPECT_THAT(node(blue_host).ask(question), Reached());

  const TrackedConnection both{.from = ConnectionEnd({either("10.0.0.2", "fd00::2"), udp(4000)}),
                               .to = ConnectionEnd({server_address(), udp(53)})};
  auto red = both, blue = both;
  red.original_zone = 1;
  blue.original_zone = 2;
  EXPECT_THAT(node(provider).conntrack(), Tracks(red));
  EXPECT_THAT(node(provider).conntrack(), Tracks(blue));
}

// The provider knows a tenant's addresses only for packets that are marked as that tenant's.
TEST_P(Tenants, CannotBeReachedFromTheServerEither) {
  node(server).add_route({.destination = either("10.0.0.0/24", "fd00::/64"),
                          .via = either("203.0.113.1", "2001:db8::1")});

  EXPECT_THAT(node(server).ping(either("10.0.0.2", "fd00::2")), NoRouteAt(node(provider)));
}

}  // namespace
}  // namespace netrig
