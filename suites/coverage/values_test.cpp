// Rule coverages as values: added, printed, written and expected.
#include <netrig/gtest.hpp>

#include <thread>

#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

RuleCoverage::Line rule(std::uint64_t handle, const std::string& text, std::uint64_t dropped,
                        const std::string& chain = "forward") {
  RuleCoverage::Line line{
      .node = "firewall",
      .rule = {.table = "inet filter", .chain = chain, .handle = handle, .text = text}};
  if (dropped != 0) line.verdicts["drop"] = dropped;
  return line;
}

std::vector<std::string> texts(const RuleCoverage& coverage) {
  std::vector<std::string> all;
  for (const auto& line : coverage.lines)
    all.push_back(std::to_string(line.packets()) + " " + line.rule.text);
  return all;
}

std::string explanation(const CoverageMatcher& matcher, const RuleCoverage& coverage) {
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(coverage, &listener));
  return listener.str();
}

RuleCoverage sum(RuleCoverage one, const RuleCoverage& other) {
  return one += other;
}

TEST(RuleCoverageValue, AddsTheSameRulesWhateverTheirHandles) {
  const RuleCoverage one{.lines = {rule(2, "a", 1), rule(3, "b", 0)}};
  const RuleCoverage other{.lines = {rule(7, "a", 2), rule(9, "b", 3)}};

  EXPECT_THAT(texts(sum(one, other)), ElementsAre("3 a", "3 b"));
}

TEST(RuleCoverageValue, PutsNewRulesWhereTheyAreInTheOtherListing) {
  const RuleCoverage one{.lines = {rule(2, "a", 1), rule(3, "c", 1), rule(0, "policy drop", 1)}};
  const RuleCoverage other{
      .lines = {rule(1, "x", 1), rule(2, "a", 1), rule(3, "b", 1), rule(0, "policy drop", 1)}};

  EXPECT_THAT(texts(sum(one, other)), ElementsAre("1 x", "2 a", "1 b", "1 c", "2 policy drop"));
}

TEST(RuleCoverageValue, KeepsTheChainsOfATableTogether) {
  RuleCoverage::Line elsewhere = rule(2, "d", 1);
  elsewhere.node = "server";
  const RuleCoverage one{.lines = {rule(2, "a", 1), elsewhere}};
  const RuleCoverage other{.lines = {rule(2, "b", 1, "input"), rule(3, "c", 1)}};

  EXPECT_THAT(texts(sum(one, other)), ElementsAre("1 c", "1 a", "1 b", "1 d"));
}

TEST(RuleCoverageValue, KeepsRulesApartThatAreWrittenTwice) {
  const RuleCoverage twice{.lines = {rule(2, "drop", 1), rule(3, "drop", 0)}};

  EXPECT_THAT(texts(sum(twice, twice)), ElementsAre("2 drop", "0 drop"));
}

TEST(RuleCoverageValue, KnowsAnonymousChainsWhateverTheirNumbers) {
  const RuleCoverage one{.lines = {rule(2, "a", 1, "__chain3")}};
  const RuleCoverage other{.lines = {rule(2, "a", 1, "__chain8"), rule(3, "b", 1, "__chain9")}};

  const auto all = sum(sum(one, other), other);

  EXPECT_THAT(texts(all), ElementsAre("3 a", "2 b"));
}

TEST(RuleCoverageValue, TellsRulesWithoutTextsByCommentOrHandle) {
  auto commented = rule(4, "", 1), same_comment = rule(9, "", 1);
  commented.rule.comment = same_comment.rule.comment = "ssh";
  const RuleCoverage one{.lines = {rule(2, "", 1), commented}};
  const RuleCoverage other{.lines = {rule(3, "", 1), rule(2, "", 1), same_comment}};

  EXPECT_EQ(sum(one, other).lines.size(), 3U);
}

TEST(RuleCoverageValue, IsInForceWhenItIsAnywhere) {
  auto gone = rule(2, "a", 1);
  gone.in_force = false;

  EXPECT_TRUE(sum({.lines = {gone}}, {.lines = {rule(5, "a", 1)}}).lines.front().in_force);
  EXPECT_TRUE(sum({.lines = {rule(5, "a", 1)}}, {.lines = {gone}}).lines.front().in_force);
}

TEST(RuleCoverageValue, IsPrintedAsAListing) {
  auto map = rule(2, "tcp dport vmap { 22 : accept, 23 : drop }", 1), gone = rule(9, "", 3);
  map.verdicts["accept"] = 2;
  gone.in_force = false;
  gone.rule.comment = "old";
  const RuleCoverage coverage{
      .lines = {map, rule(3, "tcp dport 25 jump {\n\tdrop\n}", 0), gone, rule(0, "policy drop", 0)},
      .gaps = {"too much"}};

  EXPECT_EQ(to_string(coverage), R"(2 of 3 rules decided a packet
incomplete: too much
firewall
  table inet filter, chain forward
        3  tcp dport vmap { 22 : accept, 23 : drop }  (accept 2, drop 1)
    never  tcp dport 25 jump {
           )"
                                 "\tdrop\n"
                                 R"(           }
        3  handle 9, comment "old"  (removed since)
        0  policy drop)");
  EXPECT_EQ(to_string(RuleCoverage{}), "0 of 0 rules decided a packet");
}

TEST(RuleCoverageValue, IsCoveredWhenEveryRuleDecidedAPacket) {
  const RuleCoverage all{.lines = {rule(2, "a", 1), rule(0, "policy drop", 0)}};
  const RuleCoverage some{.lines = {rule(2, "a", 1), rule(3, "b", 0)}, .gaps = {"too much"}};

  EXPECT_THAT(all, CoversEveryRule());
  EXPECT_EQ(explanation(CoversEveryRule(), some),
            "of which these never decided a packet:\n"
            "  firewall: table inet filter, chain forward, handle 3: b\n"
            "  unless they were not seen to: too much");
  EXPECT_EQ(explanation(CoversEveryRule(), {}), "in which there is no rule");
}

TEST(RuleCoverageValue, MayExceptRulesThatAreThereAndDecideNothing) {
  const RuleCoverage some{.lines = {rule(2, "a", 1), rule(3, "b", 0)}};

  EXPECT_THAT(some, CoversEveryRuleBut({Rule("inet filter", 3)}));
  EXPECT_THAT(explanation(CoversEveryRuleBut({Rule("inet filter", 2)}), some),
              HasSubstr("and\n  the rule with handle 2 in inet filter is excepted, but decided"));
  EXPECT_THAT(explanation(CoversEveryRuleBut({Rule("inet filter", 3), Rule("typo")}), some),
              HasSubstr("but\n  the rule \"typo\" is excepted, but there is none"));
}

TEST(RuleCoverageValue, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  auto odd = rule(2, "log prefix \"a\tb\\n\"\n  drop", 3);
  odd.rule.comment = "\\t";
  odd.rule.rejects = true;
  odd.in_force = false;
  const RuleCoverage coverage{.lines = {odd, rule(0, "policy drop", 0)}, .gaps = {"too\nmuch"}};

  add_to_rule_coverage(folder.path() / "a" / "b", coverage);

  EXPECT_EQ(read_rule_coverage(folder.path() / "a" / "b"), coverage);
}

TEST(RuleCoverageValue, IsAddedByManyAtOnce) {
  const TemporaryFolder folder;
  const RuleCoverage once{.lines = {rule(2, "a", 1)}};
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < 8; ++i)
      writers.emplace_back([&] {
        for (int j = 0; j < 5; ++j) add_to_rule_coverage(folder.path(), once);
      });
  }

  EXPECT_THAT(texts(read_rule_coverage(folder.path())), ElementsAre("40 a"));
}

TEST(RuleCoverageValue, RefusesAFileOfAnotherKind) {
  const TemporaryFolder folder;
  folder.write("rules.tsv", "some\tthing\telse\n");

  EXPECT_THROW(add_to_rule_coverage(folder.path(), {}), DescriptionError);
  EXPECT_THROW(add_to_rule_coverage("/proc/none", {}), Error);
}

}  // namespace
}  // namespace netrig
