// What nobody allows does not pass, in either direction.
#include "firewall/traffic.hpp"
#include "netrig/fixtures/routed_network.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::IsEmpty;

constexpr auto default_deny = R"(
  table inet perimeter {
    chain forward {
      type filter hook forward priority filter; policy drop;
      ct state established,related accept
      iifname "lan0" oifname "east0" tcp dport 443 accept comment "out: https"
      iifname "east0" oifname "lan0" tcp dport 22 accept comment "in: ssh"
      iifname "lan0" counter comment "out: denied"
      iifname "east0" counter comment "in: denied"
    }
  })";

class DefaultDeny : public RoutedNetwork,
                    public ::testing::WithParamInterface<std::tuple<TrafficCase, Family>> {
 protected:
  const Family family = std::get<Family>(GetParam());
  const TrafficCase row = std::get<TrafficCase>(GetParam());
  DefaultDeny() { topology.configure(west, nftables_text(default_deny)); }
  IpAddress inside() { return node(server).address_of(client, family); }
  IpAddress outside() { return node(client).address_of(server, family); }
};
INSTANTIATE_TEST_SUITE_P(Traffic, DefaultDeny, Combine(every_kind_of_traffic, both_families),
                         combined_name);

TEST_P(DefaultDeny, LetsNothingOutUnasked) {
  EXPECT_THAT(node(client).ask(row.to(outside())), Dropped());

  EXPECT_THAT(counted(node(west), "out: denied"), HasCounted(1));
  EXPECT_THAT(counted(node(west), "in: denied"), HasCounted(0));
}

TEST_P(DefaultDeny, LetsNothingInUnasked) {
  EXPECT_THAT(node(server).ask(row.to(inside())), Dropped());

  EXPECT_THAT(counted(node(west), "in: denied"), HasCounted(1));
  EXPECT_THAT(counted(node(west), "out: denied"), HasCounted(0));
}

// The other half of the proof: without the ruleset all of that arrives.
TEST_P(DefaultDeny, IsTheRulesetsDoing) {
  const auto tcp_echo = node(server).serve(tcp(80)), udp_echo = node(server).serve(udp(80));

  node(west).configure(nftables_text("flush ruleset"));

  EXPECT_THAT(node(client).ask(row.to(outside())), Reached());
}

class AllowedThrough : public RoutedNetwork, public OfEachFamily {
 protected:
  AllowedThrough() { topology.configure(west, nftables_text(default_deny)); }
  IpAddress inside() { return node(server).address_of(client, GetParam()); }
  IpAddress outside() { return node(client).address_of(server, GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Families, AllowedThrough, both_families, family_name);

TEST_P(AllowedThrough, OutIsNotAllowedIn) {
  const auto outer = node(server).serve(tcp(443)), inner = node(client).serve(tcp(443));

  EXPECT_THAT(node(client).ask(tcp_to(outside(), 443)), Reached());
  EXPECT_THAT(node(server).ask(tcp_to(inside(), 443)), Dropped());

  EXPECT_THAT(inner.callers(), IsEmpty());
}

TEST_P(AllowedThrough, InIsNotAllowedOut) {
  const auto outer = node(server).serve(tcp(22)), inner = node(client).serve(tcp(22));

  EXPECT_THAT(node(server).ask(tcp_to(inside(), 22)), Reached());
  EXPECT_THAT(node(client).ask(tcp_to(outside(), 22)), Dropped());

  EXPECT_THAT(outer.callers(), IsEmpty());
}

TEST_P(AllowedThrough, OneProtocolIsNotAllowedForAnother) {
  const auto answering = node(server).serve(udp(443));

  EXPECT_THAT(node(client).ask(udp_to(outside(), 443)), Dropped());

  EXPECT_THAT(answering.callers(), IsEmpty());
  EXPECT_THAT(counted(node(west), "out: denied"), HasCounted(1));
}

TEST_P(AllowedThrough, NoOtherInterfaceIsAllowedWhatOneIs) {
  const auto answering = node(client).serve(tcp(22));

  EXPECT_THAT(node(detour).ask(tcp_to(node(detour).address_of(client, GetParam()), 22)), Dropped());

  EXPECT_THAT(answering.callers(), IsEmpty());
}

}  // namespace
}  // namespace netrig
