// What the rules of a firewall are recorded to have decided.
#include "evidence/ruled.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class Coverage : public Ruled {
 protected:
  /// Of the rule with that comment, or of the policy of that chain.
  static RuleCoverage::Line line(const RuleCoverage& coverage, const Rule& rule) {
    for (const auto& each : coverage.lines)
      if (rule.is(each.rule)) return each;
    ADD_FAILURE() << "there is not " << rule.description() << " in\n" << coverage;
    return {};
  }
  static std::uint64_t packets(const RuleCoverage& coverage, const std::string& comment) {
    return line(coverage, Rule(comment)).packets();
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Coverage, both_families, family_name);

TEST_P(Coverage, CountsWhatEachRuleDecided) {
  load_forward(R"(ct state established accept comment "known"
                  tcp dport 80 accept comment "web"
                  tcp dport 22 accept comment "ssh")",
               "drop");
  const auto web = node(server).serve(tcp(80));
  const auto recorder = network().record_rules();

  EXPECT_THAT(node(client).connect(web, GetParam()), Reached());
  EXPECT_THAT(connect(23), Dropped());

  const auto coverage = recorder.coverage();
  EXPECT_THAT(coverage.gaps, IsEmpty());
  EXPECT_EQ(packets(coverage, "web"), 1U) << coverage;
  EXPECT_GE(packets(coverage, "known"), 2U) << "the answer and what came then";
  EXPECT_EQ(packets(coverage, "ssh"), 0U);
  EXPECT_THAT(line(coverage, Rule("web")).verdicts, ElementsAre(Pair("accept", 1U)));
  EXPECT_THAT(line(coverage, Rule::policy_of("inet filter forward")).verdicts,
              ElementsAre(Pair("drop", 1U)));
}

TEST_P(Coverage, HasTheRulesInTheirOrderWithTheirTexts) {
  load_forward(R"(tcp dport 80 accept
                  tcp dport 22 drop comment "ssh")");
  const auto recorder = network().record_rules();

  const auto coverage = recorder.coverage();

  ASSERT_EQ(coverage.lines.size(), 3U) << coverage;
  EXPECT_EQ(coverage.lines[0].rule.text, "tcp dport 80 accept");
  EXPECT_EQ(coverage.lines[1].rule.text, R"(tcp dport 22 drop comment "ssh")");
  EXPECT_EQ(coverage.lines[2].rule.text, "policy accept");
  EXPECT_TRUE(coverage.lines[2].is_policy());
  EXPECT_EQ(coverage.lines[0].node, "firewall");
}

TEST_P(Coverage, TellsARejectionAJumpAndARuleWithoutAVerdict) {
  load(chain("forward", R"(meta mark set 7 comment "mark"
                           tcp dport 23 jump old comment "to old"
                           goto others comment "to others")")
           .insert(0, R"(chain old { tcp dport 23 reject comment "no telnet"; }
                         chain others { return comment "back"; }
                         )"));
  const auto recorder = network().record_rules();

  EXPECT_THAT(connect(23), Rejected());
  EXPECT_THAT(connect(80), Refused());

  const auto coverage = recorder.coverage();
  EXPECT_THAT(line(coverage, Rule("no telnet")).verdicts, ElementsAre(Pair("reject", 1U)));
  EXPECT_THAT(line(coverage, Rule("to old")).verdicts, ElementsAre(Pair("jump", 1U)));
  EXPECT_THAT(line(coverage, Rule("to others")).verdicts, ElementsAre(Pair("goto", 2U)));
  EXPECT_THAT(line(coverage, Rule("back")).verdicts, ElementsAre(Pair("return", 2U)));
  EXPECT_THAT(line(coverage, Rule("mark")).verdicts, ElementsAre(Pair("continue", 3U)));
  EXPECT_THAT(coverage, CoversEveryRule());
}

TEST_P(Coverage, CountsWhatAVerdictMapDecidesByItsVerdicts) {
  load_forward(R"(tcp dport vmap { 23 : drop, 80 : accept } comment "map")");
  const auto recorder = network().record_rules();

  EXPECT_THAT(connect(23), Dropped());
  EXPECT_THAT(connect(80), Refused());
  EXPECT_THAT(connect(81), Refused());

  EXPECT_THAT(line(recorder.coverage(), Rule("map")).verdicts,
              ElementsAre(Pair("accept", 1U), Pair("drop", 1U)));
}

TEST_P(Coverage, CountsOfAFlowTheFirstPacketInNatChains) {
  load(R"(chain prerouting { type nat hook prerouting priority dstnat;
            tcp dport 8080 redirect to :80 comment "published"; })");
  const auto web = node(firewall).serve(tcp(80));
  const auto recorder = network().record_rules();

  EXPECT_THAT(node(client).connect(web, Endpoint{server_address(GetParam()), tcp(8080)}),
              Reached());

  EXPECT_THAT(line(recorder.coverage(), Rule("published")).verdicts,
              ElementsAre(Pair("accept", 1U)));
}

TEST_P(Coverage, CountsWhatAnAnonymousChainDecides) {
  load_forward(
      R"(tcp dport 23 jump { tcp sport 1 accept comment "never"; drop comment "inner"; })");
  const auto recorder = network().record_rules();

  EXPECT_THAT(connect(23), Dropped());

  const auto coverage = recorder.coverage();
  EXPECT_EQ(packets(coverage, "inner"), 1U);
  EXPECT_EQ(packets(coverage, "never"), 0U);
  EXPECT_EQ(line(coverage, Rule("inner")).rule.text, R"(drop comment "inner")");
}

TEST_P(Coverage, FollowsARulesetThatReplacesAnother) {
  load_forward(R"(tcp dport 23 drop comment "telnet"
                  tcp dport 22 drop comment "ssh")");
  const auto recorder = network().record_rules();
  EXPECT_THAT(connect(23), Dropped());

  // Handle 2 is another rule's now.
  load_forward(R"(tcp dport 25 drop comment "mail"
                  tcp dport 23 drop comment "telnet")");
  EXPECT_THAT(connect(25), Dropped());
  EXPECT_THAT(connect(23), Dropped());

  const auto coverage = recorder.coverage();
  EXPECT_EQ(packets(coverage, "telnet"), 2U) << coverage;
  EXPECT_EQ(packets(coverage, "mail"), 1U);
  EXPECT_EQ(packets(coverage, "ssh"), 0U);
  EXPECT_FALSE(line(coverage, Rule("ssh")).in_force);
  EXPECT_TRUE(line(coverage, Rule("telnet")).in_force);
  EXPECT_THAT(to_string(coverage), HasSubstr("never  tcp dport 22 drop comment \"ssh\"  (removed"));
  EXPECT_THAT(coverage.gaps, IsEmpty());
}

TEST_P(Coverage, BeginsWithAnEmptyNodeAndSeesWhatIsLoadedLater) {
  const auto recorder = network().record_rules();
  load_forward(R"(tcp dport 23 drop comment "telnet")");

  EXPECT_THAT(connect(23), Dropped());

  EXPECT_EQ(packets(recorder.coverage(), "telnet"), 1U);
}

TEST_P(Coverage, SeesRulesThatCameAndWentInBetween) {
  load_forward(R"(tcp dport 23 drop comment "telnet")");
  const auto recorder = network().record_rules();
  configure(nftables_text(R"(insert rule inet filter forward tcp dport 25 drop comment "mail")"));
  EXPECT_THAT(connect(25), Dropped());
  configure(nftables_text("flush chain inet filter forward"));

  const auto coverage = recorder.coverage();
  EXPECT_EQ(packets(coverage, "mail"), 1U);
  EXPECT_FALSE(line(coverage, Rule("mail")).in_force);
  EXPECT_EQ(line(coverage, Rule("mail")).rule.text, R"(tcp dport 25 drop comment "mail")");
  EXPECT_FALSE(line(coverage, Rule("telnet")).in_force);
}

TEST_P(Coverage, CountsWhatALaterRecorderDoesNot) {
  load_forward(R"(tcp dport 23 drop comment "telnet")");
  const auto first = network().record_rules();
  EXPECT_THAT(connect(23), Dropped());
  const auto second = network().record_rules();
  EXPECT_THAT(connect(23), Dropped());

  EXPECT_EQ(packets(first.coverage(), "telnet"), 2U);
  EXPECT_EQ(packets(second.coverage(), "telnet"), 1U);
}

TEST_P(Coverage, LeavesNothingInTheListing) {
  load_forward(R"(tcp dport 23 counter drop comment "telnet")");
  const auto before = nftables_ruleset(node(firewall));

  {
    const auto recorder = network().record_rules();
    EXPECT_EQ(nftables_ruleset(node(firewall)), before);
    EXPECT_THAT(recorder.coverage().lines.size(), 2U);
  }
  EXPECT_EQ(nftables_ruleset(node(firewall)), before);
}

TEST_P(Coverage, OutlivesItsNetwork) {
  load_forward(R"(tcp dport 23 drop comment "telnet")");
  const auto recorder = network().record_rules();
  EXPECT_THAT(connect(23), Dropped());

  network().remove();

  EXPECT_EQ(packets(recorder.coverage(), "telnet"), 1U);
}

}  // namespace
}  // namespace netrig
