// Overlapping tenants: the same five-tuple twice at the same time, told apart by conntrack zones.
#include <gmock/gmock.h>

#include <netrig/fixtures/multi_tenant.hpp>
#include <netrig/gtest.hpp>

#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Ne;
using ::testing::Not;
using ::testing::SizeIs;

class Tenants : public MultiTenant, public OfEachFamily {
 protected:
  const IpAddress address_of_server = either("203.0.113.80", "2001:db8::80");
  const IpAddress address_of_provider = either("203.0.113.1", "2001:db8::1");
  /// Of the red host and of the blue one.
  const IpAddress address_of_tenant = either("10.0.0.2", "fd00::2");

  /// Always from the same port.
  Outcome exchange(NodeId from) {
    return node(from).ask(UdpProbe{
        .target = {address_of_server, udp(53)}, .source_port = 4000, .patience = short_patience});
  }
  TrackedConnection in_zone(std::uint16_t zone) {
    return {.from = Endpoint(address_of_tenant, udp(4000)),
            .to = Endpoint(address_of_server, udp(53)),
            .seen_as = address_of_provider,
            .original_zone = zone,
            .answered = true};
  }
  std::vector<ConntrackEntry> tracked() { return node(provider).conntrack(family); }
};
INSTANTIATE_TEST_SUITE_P(Families, Tenants, both_families, family_name);

TEST_P(Tenants, BothReachTheServerFromTheSameAddressAndPort) {
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(exchange(red_host), Reached());
  EXPECT_THAT(exchange(blue_host), Reached());

  EXPECT_THAT(tracked(), SizeIs(2));
  EXPECT_THAT(tracked(), Tracks(in_zone(1)));
  EXPECT_THAT(tracked(), Tracks(in_zone(2)));
}

TEST_P(Tenants, LookLikeTwoToTheServer) {
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(exchange(red_host), Reached());
  EXPECT_THAT(exchange(blue_host), Reached());

  // One zone holds what comes back for both, so the second gets another port.
  EXPECT_THAT(dns.callers(), ElementsAre(CalledFromPort(4000), CalledFromPort(Ne(4000))));
}

TEST_P(Tenants, AreOneConnectionWithoutZones) {
  node(provider).configure(nftables_text("flush chain inet tenants tell_apart"));
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(exchange(red_host), Reached());
  EXPECT_THAT(exchange(blue_host), Reached());

  EXPECT_THAT(tracked(), SizeIs(1));
  EXPECT_THAT(tracked(), Not(Tracks(in_zone(2))));
  EXPECT_THAT(dns.callers(), ElementsAre(CalledFromPort(4000), CalledFromPort(4000)));
}

TEST_P(Tenants, AreShutOutOneByOne) {
  auto dns = node(server).serve(udp(53));
  ASSERT_THAT(exchange(red_host), Reached());
  ASSERT_THAT(exchange(blue_host), Reached());

  node(provider).configure(nftables_text(
      "add rule inet tenants keep_apart iifname \"red0\" counter drop comment \"red is out\""));

  EXPECT_THAT(exchange(red_host), Dropped());
  EXPECT_THAT(exchange(blue_host), Reached());
  EXPECT_THAT(nftables_ruleset(node(provider)), HasRule("red is out", HasCounted(1)));
}

}  // namespace
}  // namespace netrig
