// Rate limits: so many packets pass and the others do not, to the packet. A rate of one an hour
// gives nothing back while a test runs, so what passes is the burst.
#include "firewall/zones.hpp"

namespace netrig {
namespace {

using ::testing::SizeIs;

class RateLimit : public Zones, public OfEachFamily {
 protected:
  void limit(const char* rules) {
    node(firewall).configure(nftables_text(fmt::format(R"(
      table inet limits {{
        set sources {{ type ipv4_addr; size 1024; flags dynamic; }}
        set sources6 {{ type ipv6_addr; size 1024; flags dynamic; }}
        set connections {{ type ipv4_addr; size 1024; flags dynamic; }}
        set connections6 {{ type ipv6_addr; size 1024; flags dynamic; }}
        chain forward {{
          type filter hook forward priority filter; policy accept;
          oifname != "dmz0" accept
          {}
        }}
      }})",
                                                       rules)));
  }
  unsigned answered(NodeId from, unsigned count) {
    const EchoProbe probe{.target = node(from).address_of(web, GetParam()),
                          .count = count,
                          .interval = std::chrono::milliseconds{1},
                          .patience = short_patience};
    return node(from).ask(probe).echo.value().received();
  }
  Ruleset::Rule rule(std::string_view comment) { return counted(node(firewall), comment); }
};
INSTANTIATE_TEST_SUITE_P(Families, RateLimit, both_families, family_name);

TEST_P(RateLimit, LetsABurstPassAndNoPacketMore) {
  limit(R"(
    limit rate 1/hour burst 4 packets counter accept comment "allowed"
    counter drop comment "too many"
  )");

  EXPECT_EQ(answered(desk, 10), 4U);

  EXPECT_THAT(rule("allowed"), HasCounted(4));
  EXPECT_THAT(rule("too many"), HasCounted(6));
}

TEST_P(RateLimit, OverMatchesTheOthers) {
  limit(R"(
    limit rate over 1/hour burst 4 packets counter drop comment "too many"
    counter accept comment "allowed"
  )");

  EXPECT_EQ(answered(desk, 10), 4U);

  EXPECT_THAT(rule("allowed"), HasCounted(4));
  EXPECT_THAT(rule("too many"), HasCounted(6));
}

TEST_P(RateLimit, LetsAllPassThatComeSlowlyEnough) {
  limit(R"(
    limit rate 100000/second burst 1 packets counter accept comment "allowed"
    counter drop comment "too many"
  )");

  EXPECT_EQ(answered(desk, 1) + answered(desk, 1) + answered(desk, 1), 3U);

  EXPECT_THAT(rule("too many"), HasCounted(0));
}

TEST_P(RateLimit, OfARuleIsSharedByAllSources) {
  limit(R"(
    limit rate 1/hour burst 4 packets counter accept comment "allowed"
    counter drop comment "too many"
  )");

  EXPECT_EQ(answered(desk, 3), 3U);
  EXPECT_EQ(answered(internet, 3), 1U);

  EXPECT_THAT(rule("too many"), HasCounted(2));
}

constexpr auto per_source = R"(
  update @sources { ip saddr limit rate over 1/hour burst 4 packets } counter drop comment "too many"
  update @sources6 { ip6 saddr limit rate over 1/hour burst 4 packets } counter drop comment "too many 6"
  counter accept comment "allowed"
)";

TEST_P(RateLimit, OfAMeterIsEachSourcesOwn) {
  limit(per_source);

  EXPECT_EQ(answered(desk, 7), 4U);
  EXPECT_EQ(answered(internet, 7), 4U);

  EXPECT_THAT(rule("allowed"), HasCounted(8));
  EXPECT_THAT(rule(either<const char*>("too many", "too many 6")), HasCounted(6));
}

TEST_P(RateLimit, OfAMeterListsItsSources) {
  limit(per_source);

  answered(desk, 1);
  answered(internet, 1);

  const auto* sources = either<const char*>("inet limits sources", "inet limits sources6");
  EXPECT_THAT(nftables_ruleset(node(firewall)).set(sources).elements, SizeIs(2));
}

// What is established is not counted: the limit is one of connections.
TEST_P(RateLimit, OfNewConnectionsLeavesTheOldOnesAlone) {
  const auto site = node(web).serve(tcp(80));
  limit(R"(
    ct state established accept
    tcp dport 80 ct state new limit rate 1/hour burst 2 packets counter accept comment "allowed"
    counter drop comment "too many"
  )");
  const auto target = node(desk).address_of(web, GetParam());
  const Probe talk = TcpProbe{
      .target = {target, tcp(80)}, .send = "one", .expect = "one", .patience = short_patience};

  EXPECT_THAT(node(desk).ask(talk), Reached());
  EXPECT_THAT(node(desk).ask(talk), Reached());
  EXPECT_THAT(node(desk).ask(talk), DroppedBy(Rule("too many")));

  EXPECT_THAT(rule("allowed"), HasCounted(2));
  EXPECT_THAT(rule("too many"), HasCounted(::testing::Ge(1)));
}

}  // namespace
}  // namespace netrig
