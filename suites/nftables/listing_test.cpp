// The ruleset in force, as values.
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "firewalled.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;
using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

constexpr auto all_kinds = R"(
table inet filter {
  counter seen { }
  quota monthly { over 25 mbytes }
  set banned {
    type ipv4_addr; flags interval; counter
    elements = { 10.9.0.0/16 comment "nobody", 192.0.2.1-192.0.2.9 }
  }
  set pairs {
    type ipv4_addr . inet_service; flags timeout
    elements = { 10.9.0.1 . 80 timeout 1h }
  }
  map verdicts {
    type inet_service : verdict
    elements = { 25 : drop, 26 : jump mail }
  }
  map servers {
    type inet_service : ipv4_addr
    elements = { 80 : 10.0.2.2 }
  }
  chain mail {
    tcp dport 26 accept comment "not # handle 1"
  }
  chain forward {
    type filter hook forward priority filter + 5; policy drop;
    tcp dport 80 counter accept comment "web"
    udp dport 81 counter name seen accept
    tcp dport 23 counter drop comment "no telnet"
    tcp dport { 1000-1010, 2000 } accept comment "twice"
    udp dport { 1000-1010, 2000 } accept comment "twice"
    tcp sport 80 accept
    udp sport 81 accept
    ip saddr @banned drop
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
  }
}
table netdev early {
  chain ingress {
    type filter hook ingress device lo priority -300
  }
}
)";

class Listing : public Firewalled {
 protected:
  Listing() { topology.configure(firewall, nftables_text(all_kinds)); }
  Ruleset ruleset() { return nftables_ruleset(node(firewall)); }
};
class ListingInBothFamilies : public Listing, public OfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, ListingInBothFamilies, both_families, family_name);

TEST_F(Listing, HasTablesWithTheirChains) {
  const auto listed = ruleset();

  EXPECT_EQ(listed.table("inet filter").family, "inet");
  EXPECT_EQ(listed.chain("inet filter forward").hook,
            (Ruleset::Hook{.type = "filter", .name = "forward", .priority = 5, .policy = "drop"}));
  EXPECT_EQ(listed.chain("inet filter mail").hook, std::nullopt);
  EXPECT_THAT(listed.chain("netdev early ingress").hook,
              Optional(AllOf(Field("name", &Ruleset::Hook::name, "ingress"),
                             Field("priority", &Ruleset::Hook::priority, -300))));
}

TEST_F(Listing, HasTheRulesOfAChainInTheirOrderAndAsNftPrintsThem) {
  std::vector<std::string> texts;
  for (const auto& rule : ruleset().chain("inet filter forward").rules) texts.push_back(rule.text);

  EXPECT_THAT(
      texts,
      ElementsAre(R"(tcp dport 80 counter accept comment "web")",
                  R"(udp dport 81 counter name "seen" accept)",
                  R"(tcp dport 23 counter drop comment "no telnet")",
                  R"(tcp dport { 1000-1010, 2000 } accept comment "twice")",
                  R"(udp dport { 1000-1010, 2000 } accept comment "twice")",
                  R"(tcp sport 80 accept)", R"(udp sport 81 accept)", R"(ip saddr @banned drop)",
                  R"(icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept)"));
}

TEST_F(Listing, FindsARuleByItsCommentAndByItsHandle) {
  const auto rule = ruleset().rule("no telnet");

  EXPECT_EQ(rule.chain, "inet filter forward");
  EXPECT_EQ(rule.comment, "no telnet");
  EXPECT_EQ(ruleset().rule("inet filter", rule.handle), rule);
  EXPECT_EQ(ruleset().rule("not # handle 1").text,
            R"(tcp dport 26 accept comment "not # handle 1")");
}

TEST_F(Listing, SaysWhatThereIsWhenItDoesNotFindIt) {
  EXPECT_THAT([this] { ruleset().rule("no telent"); },
              ThrowsMessage<DescriptionError>(
                  "no rule with the comment 'no telent' in the nftables ruleset: it has 'not # "
                  "handle 1', 'web', 'no telnet', 'twice', 'twice'"));
  EXPECT_THAT([this] { ruleset().table("inet nat"); },
              ThrowsMessage<DescriptionError>(
                  "no table 'inet nat' in the nftables ruleset: it has 'inet filter', 'netdev "
                  "early'"));
  EXPECT_THAT(
      [this] { nftables_ruleset(node(client)).chain("ip x y"); },
      ThrowsMessage<DescriptionError>("no chain 'ip x y' in the nftables ruleset: it has none"));
}

TEST_F(Listing, RefusesACommentThatSeveralRulesHave) {
  EXPECT_THAT(
      [this] { ruleset().rule("twice"); },
      ThrowsMessage<DescriptionError>(HasSubstr("several rules have the comment 'twice':\n  inet "
                                                "filter forward: tcp dport { 1000-1010, 2000 }")));
}

TEST_F(Listing, HasSetsAndMapsWithTheirElements) {
  const auto listed = ruleset();

  EXPECT_EQ(listed.set("inet filter banned").type, "ipv4_addr");
  EXPECT_THAT(listed.set("inet filter banned").elements,
              UnorderedElementsAre(
                  Ruleset::Element{
                      .text = "10.9.0.0/16", .comment = "nobody", .counter = Ruleset::Counter{}},
                  Ruleset::Element{.text = "192.0.2.1-192.0.2.9", .counter = Ruleset::Counter{}}));
  EXPECT_EQ(listed.set("inet filter pairs").type, "ipv4_addr . inet_service");
  EXPECT_THAT(listed.set("inet filter pairs").texts(), ElementsAre("10.9.0.1 . 80"));
  EXPECT_EQ(listed.set("inet filter verdicts").type, "inet_service : verdict");
  EXPECT_THAT(listed.set("inet filter verdicts").texts(),
              UnorderedElementsAre("25 : drop", "26 : jump mail"));
  EXPECT_THAT(listed.set("inet filter servers").texts(), ElementsAre("80 : 10.0.2.2"));
}

TEST_P(ListingInBothFamilies, CountsWhatARuleDrops) {
  const auto web = node(server).serve(tcp(80)), telnet = node(server).serve(tcp(23));

  EXPECT_THAT(connect(GetParam(), 80), Reached());
  EXPECT_THAT(connect(GetParam(), 23), Dropped());

  EXPECT_THAT(ruleset(), AllOf(HasRule("web", HasCounted(Ge(2))),
                               HasRule("no telnet", HasCounted(Ge(1))), Not(HasRule("no ssh"))));
}

TEST_P(ListingInBothFamilies, CountsInANamedCounterAndAQuotaUntilTheyAreReset) {
  node(firewall).configure(
      nftables_text("insert rule inet filter forward udp dport 81 quota name monthly"));
  const auto service = node(server).serve(udp(81));
  EXPECT_THAT(node(client).exchange(service, GetParam()), Reached());
  EXPECT_THAT(ruleset().counter("inet filter seen"), HasCounted(1));
  EXPECT_THAT(ruleset().quota("inet filter monthly"),
              AllOf(Field("bytes", &Ruleset::Quota::bytes, 25U << 20U),
                    Field("used", &Ruleset::Quota::used, Gt(28)),
                    Field("over", &Ruleset::Quota::over, true)));

  reset_nftables_counters(node(firewall));

  EXPECT_EQ(ruleset().counter("inet filter seen"), Ruleset::Counter{});
}

TEST_P(ListingInBothFamilies, CountsInARuleUntilItIsReset) {
  connect(GetParam(), 23);
  const auto before = ruleset().rule("no telnet");
  EXPECT_THAT(before, HasCounted(Ge(1)));

  reset_nftables_counters(node(firewall));

  const auto after = ruleset().rule("no telnet");
  EXPECT_THAT(after.counter, Optional(Ruleset::Counter{}));
  EXPECT_EQ(after.text, before.text);
  EXPECT_EQ(after.handle, before.handle);
}

TEST_F(Listing, IsAValue) {
  const auto before = ruleset();
  EXPECT_EQ(ruleset(), before);

  node(firewall).configure(nftables_text("add element inet filter banned { 10.8.0.1 }"));

  EXPECT_NE(ruleset(), before);
}

TEST_F(Listing, IsEmptyWhereNothingIsInForce) {
  EXPECT_THAT(nftables_ruleset(node(client)).tables, IsEmpty());
  EXPECT_EQ(PrintToString(nftables_ruleset(node(client))), "no nftables ruleset");
}

TEST_F(Listing, NamesTheNodeThatCannotBeAsked) {
  EXPECT_THAT([this] { node(client).configure(nftables_text("list table ip x")); },
              ThrowsMessage<Error>(HasSubstr("in 'client': ")));
}

}  // namespace
}  // namespace netrig
