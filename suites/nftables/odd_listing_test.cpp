// What libnftables lists wrongly, or not as one would think.
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "firewalled.hpp"
#include "nftables/parse.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

auto HasText(const std::string& text) {
  return Field("text", &Ruleset::Rule::text, text);
}

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

}  // namespace
}  // namespace netrig
