// How a ruleset is shown, in itself and by matchers.
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::Matches;
using ::testing::PrintToString;

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
