// The ruleset in force, as values.
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "firewalled.hpp"
#include "nftables/parse.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::DescribeMatcher;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Matches;
using ::testing::Not;
using ::testing::Optional;
using ::testing::PrintToString;
using ::testing::SizeIs;
using ::testing::StrEq;
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

auto HasText(const std::string& text) {
  return Field("text", &Ruleset::Rule::text, text);
}

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
  EXPECT_THAT(connect(GetParam(), 23), Silent());

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

// What libnftables lists wrongly, or not as one would think --------------------------------------

class ListingOf : public FirewalledInBothFamilies {
 protected:
  Ruleset listed(const std::string& ruleset) {
    node(firewall).configure(nftables_text(ruleset));
    return nftables_ruleset(node(firewall));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, ListingOf, both_families, family_name);

TEST_P(ListingOf, AnEmptyTableThatIsDormantIsLikeOthers) {
  const auto name = either<std::string>("ip", "ip6");

  EXPECT_THAT(listed(fmt::format("table {} x {{ flags dormant; }}", name)).tables,
              ElementsAre(Ruleset::Table{.family = name, .name = "x", .dormant = true}));
}

TEST_P(ListingOf, TablesSaysWhichAreDormant) {
  const auto name = either<std::string>("ip", "ip6");

  const auto tables = listed(fmt::format("table {0} empty {{ flags dormant; }}\n"
                                         "table {0} full {{ flags dormant; chain c {{ }}; }}\n"
                                         "table {0} awake {{ }}",
                                         name))
                          .tables;

  EXPECT_THAT(
      tables,
      ElementsAre(Ruleset::Table{.family = name, .name = "empty", .dormant = true},
                  Ruleset::Table{
                      .family = name, .name = "full", .chains = {{.name = "c"}}, .dormant = true},
                  Ruleset::Table{.family = name, .name = "awake"}));
}

TEST_P(ListingOf, ARuleThatTakesItsCounterFromAMapHasNoneOfItsOwn) {
  const auto ruleset = listed(R"(
    table inet filter {
      counter web { }
      map counters { type inet_service : counter; elements = { 80 : "web" } }
      chain forward {
        type filter hook forward priority filter
        counter name tcp dport map @counters comment "mapped"
      }
    })");

  EXPECT_EQ(ruleset.rule("mapped").text,
            R"(counter name tcp dport map @counters comment "mapped")");
  EXPECT_EQ(ruleset.rule("mapped").counter, std::nullopt);
  EXPECT_THAT(ruleset.set("inet filter counters").texts(), ElementsAre("80 : web"));
}

TEST_P(ListingOf, ACommentKeepsItsLinesAndItsBytes) {
  const std::string comment = "line\n# handle 9\n\t\tdrop # handle 8\n\tchain y {\nW\xfcrfel \"";

  const auto ruleset = listed("table inet x { chain y { \ncounter accept comment \"" + comment +
                              "\n drop\n }\n chain z { \nreturn\n }\n }");

  const auto rules = ruleset.rules();
  ASSERT_THAT(rules, SizeIs(3));
  EXPECT_EQ(rules[0].text, "counter accept comment \"" + comment);
  EXPECT_EQ(rules[0].comment + '"', comment);
  EXPECT_EQ(rules[1].text, "drop");
  EXPECT_EQ(rules[2].text, "return");
}

TEST_P(ListingOf, AnAnonymousChainIsInItsRuleAndAChainOfItsOwn) {
  const auto web = node(server).serve(tcp(80));
  const auto configured = listed(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter; comment "of the chain"
        tcp sport 1 drop
        tcp dport 80 counter jump {
          tcp sport 1 drop
          counter accept comment "web"
        } comment "jumps"
        udp dport 80 goto { drop; }
        tcp dport 81 drop
      }
    })");

  EXPECT_THAT(connect(80), Reached());

  const auto ruleset = nftables_ruleset(node(firewall));
  EXPECT_THAT(ruleset.chain("inet filter forward").rules,
              ElementsAre(HasText("tcp sport 1 drop"),
                          HasText("tcp dport 80 counter jump {\n"
                                  "\ttcp sport 1 drop\n"
                                  "\tcounter accept comment \"web\"\n"
                                  "} comment \"jumps\""),
                          HasText("udp dport 80 goto {\n\tdrop\n}"), HasText("tcp dport 81 drop")));
  EXPECT_THAT(ruleset,
              AllOf(HasRule("jumps", HasCounted(Ge(2))), HasRule("web", HasCounted(Ge(2)))));
  const auto inside = ruleset.chain(ruleset.rule("web").chain);
  EXPECT_EQ(inside.hook, std::nullopt);
  EXPECT_THAT(inside.rules,
              ElementsAre(HasText("tcp sport 1 drop"), HasText(R"(counter accept comment "web")")));
}

TEST_P(ListingOf, AnAnonymousChainLeavesStandardErrorAlone) {
  ::testing::internal::CaptureStderr();

  listed("table inet filter { chain c { tcp dport 22 jump { drop; }; }; }");

  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

// As a later libnftables might.
TEST(ParseRuleset, NamesTheNodeOfAListingThatItDoesNotUnderstand) {
  const auto refusal_of = [](const RulesetListing& listing) {
    return [listing] { parse_ruleset(listing, "firewall"); };
  };
  const auto in_words = [](const std::string& words) {
    return ThrowsMessage<Error>(
        AllOf(HasSubstr("cannot read what libnftables lists in 'firewall' ("), HasSubstr(words)));
  };

  EXPECT_THAT(refusal_of({.json = "{"}), in_words("parse_error"));
  EXPECT_THAT(refusal_of({.json = R"({"nftables": [{"chain": {"family": "ip"}}]})"}),
              in_words("table"));
  EXPECT_THAT(refusal_of({.json = R"({"nftables": [{"chain": {"family": "ip", "table": "x"}}]})"}),
              in_words("no table ip x"));
  EXPECT_THAT(refusal_of({.tables = {{"ip", "x"}}, .text = "tables\n"}),
              in_words("no 'table ip x {' where it should be"));
}

// How it is shown ---------------------------------------------------------------------------------

const Ruleset small{{{.family = "inet",
                      .name = "filter",
                      .chains = {{.name = "forward",
                                  .hook = Ruleset::Hook{"filter", "forward", 0, "drop", ""},
                                  .rules = {{.chain = "inet filter forward",
                                             .handle = 7,
                                             .text = "tcp dport 23 counter drop",
                                             .comment = "no telnet",
                                             .counter = Ruleset::Counter{3, 180}},
                                            {.chain = "inet filter forward",
                                             .handle = 8,
                                             .text = "accept",
                                             .comment = "all"}}}},
                      .sets = {{"banned", "ipv4_addr", {{.text = "10.0.1.2"}}}},
                      .counters = {{"seen", {1, 60}}},
                      .quotas = {{"monthly", 100, 5, true}}}}};

TEST(RulesetPrinted, IsMuchAsNftPrintsIt) {
  EXPECT_EQ(to_string(small),
            "table inet filter\n"
            "  counter seen: 1 packet, 60 bytes\n"
            "  quota monthly: over 100 bytes, 5 used\n"
            "  set banned: ipv4_addr { 10.0.1.2 }\n"
            "  chain forward: type filter hook forward priority 0; policy drop\n"
            "    tcp dport 23 counter drop  # handle 7; 3 packets, 180 bytes\n"
            "    accept  # handle 8");
}

TEST(RulesetPrinted, IndentsTheLinesOfARuleAndSaysWhatIsDormant) {
  const Ruleset::Table table{
      .family = "ip",
      .name = "x",
      .chains = {{.name = "y", .rules = {{.handle = 2, .text = "jump {\n}"}}}},
      .dormant = true};

  EXPECT_EQ(to_string(table), "table ip x (dormant)\n  chain y\n    jump {\n    }  # handle 2");
}

TEST(HasCounted, SaysWhatItWantsAndWhatItMisses) {
  ::testing::StringMatchResultListener explanation;

  EXPECT_FALSE(HasCounted(1).MatchAndExplain(small.rule("all"), &explanation));

  EXPECT_EQ(explanation.str(), "which has no counter");
  EXPECT_FALSE(Matches(HasCounted(2))(small.rule("no telnet")));
  EXPECT_EQ(DescribeMatcher<const Ruleset::Rule&>(HasCounted(2)),
            "has counted a number of packets that is equal to 2");
  EXPECT_EQ(PrintToString(small.rule("no telnet")),
            "inet filter forward: tcp dport 23 counter drop (handle 7; 3 packets, 180 bytes)");
}

TEST(HasRule, SaysWhatItWantsAndWhatItFound) {
  ::testing::StringMatchResultListener explanation;

  EXPECT_FALSE(HasRule("no telnet", HasCounted(2)).MatchAndExplain(small, &explanation));

  EXPECT_EQ(explanation.str(),
            "which has inet filter forward: tcp dport 23 counter drop (handle 7; 3 packets, 180 "
            "bytes), ");
  EXPECT_EQ(DescribeMatcher<const Ruleset&>(HasRule("no telnet", HasCounted(2))),
            "has a rule with the comment 'no telnet' that has counted a number of packets that is "
            "equal to 2");
}

}  // namespace
}  // namespace netrig
