// Policies as texts: groups, sentences, tables.
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>

#include "case.hpp"
#include "refusal.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::Values;

struct SameText : Case {
  const char* text;
  const char* canonical;
};
class PolicyText : public ::testing::TestWithParam<SameText> {};

TEST_P(PolicyText, MeansTheSameAsItsRules) {
  const auto policy = Policy::parse(GetParam().text);

  EXPECT_EQ(to_string(policy), GetParam().canonical);
  EXPECT_EQ(Policy::parse(to_string(policy)), policy);
}
INSTANTIATE_TEST_SUITE_P(
    Texts, PolicyText,
    Values(SameText{{"Table"},
                    R"(
                        server:80/tcp  server:23/tcp  # the rest is free
             client     reach          drop
             firewall   any            -
           )",
                    "client -> server:80/tcp: reach\n"
                    "client -> server:23/tcp: drop\n"
                    "firewall -> server:80/tcp: any"},
           SameText{{"Sentences"},
                    "client reaches server:80/tcp\n"
                    "client does not reach server:23/tcp\n"
                    "tenant-a reaches no one in tenant-b\n"
                    "no one reaches vault:22/tcp\n"
                    "everyone reaches dns:53/udp\n"
                    "client -> server:icmp: no-route\n",
                    "client -> server:80/tcp: reach\n"
                    "client -> server:23/tcp: block\n"
                    "tenant-a -> tenant-b: block\n"
                    "everyone -> vault:22/tcp: block\n"
                    "everyone -> dns:53/udp: reach\n"
                    "client -> server:icmp: no-route"},
           SameText{{"Anyone"}, "no one reaches anyone", "everyone -> everyone: block"},
           SameText{{"Groups"},
                    "group a: web1 db1 web1\ngroup all: a dns\nall reaches dns",
                    "group a: web1 db1\ngroup all: web1 db1 dns\nall -> dns: reach"},
           SameText{{"QuestionMark"}, "a -> b: ?", "a -> b: any"},
           SameText{{"Families"},
                    "a -> b: reach/drop\na -> c: -/reach\na -> d: drop/drop",
                    "a -> b: reach/drop\na -> c: -/reach\na -> d: drop/drop"},
           SameText{{"MatrixOfBoth"},
                    "IPv4/IPv6 b:icmp b:80/tcp\na reach drop/reach\nb - -",
                    "a -> b:icmp: reach/reach\na -> b:80/tcp: drop/reach"},
           SameText{{"MatrixOfOne"}, "IPv6 b:icmp\na reach", "a -> b:icmp: -/reach"},
           SameText{{"TwoTables"},
                    "  b:icmp\na reach\n  c:icmp\na drop",
                    "a -> b:icmp: reach\na -> c:icmp: drop"},
           SameText{{"NodesWithNamesOfTheGrammar"},
                    "  group:icmp\ngroup reach\ndoes drop\nno silent",
                    "group -> group:icmp: reach\ndoes -> group:icmp: drop\n"
                    "no -> group:icmp: silent"}),
    case_name);

TEST(PolicyText, KnowsItsLines) {
  EXPECT_EQ(Policy::parse("# one\n\na reaches b\n").rules().front().line, 3U);
}

TEST(PolicyText, IsAnotherPolicyInAnotherOrder) {
  EXPECT_EQ(Policy::parse("a reaches b\n\nb reaches a"), Policy::parse("a reaches b\nb reaches a"));
  EXPECT_NE(Policy::parse("a reaches b\nb reaches a"), Policy::parse("b reaches a\na reaches b"));
}

TEST(PolicyText, ComesFromAFile) {
  const TemporaryFolder folder;
  folder.write("good.policy", "a reaches b\n");
  folder.write("wrong.policy", "a reaches\n");

  EXPECT_EQ(policy_file(folder.path() / "good.policy"), Policy::parse("a reaches b"));
  EXPECT_THAT(refusal_of([&] { policy_file(folder.path() / "wrong.policy"); }),
              HasSubstr("wrong.policy: line 1, column 3: no sentence"));
}

struct WrongText : Case {
  const char* text;
  const char* refusal;  ///< its beginning
};
class WrongPolicyText : public ::testing::TestWithParam<WrongText> {};

TEST_P(WrongPolicyText, IsRefusedWithItsPlace) {
  EXPECT_THAT(refusal_of([] { Policy::parse(GetParam().text); }),
              ::testing::StartsWith(GetParam().refusal));
}
INSTANTIATE_TEST_SUITE_P(
    Texts, WrongPolicyText,
    Values(WrongText{{"UnknownWordInATable"},
                     "\n  server:80/tcp\nclient dorp",
                     "line 3, column 8: 'dorp' is no word of a policy: they are reach, refuse, "
                     "reject, drop, silent, no-route, unresolved, denied, unexpected, no-address, "
                     "block, any (or ?) and -"},
           WrongText{
               {"UnknownWordInASentence"}, "a -> b: Reach", "line 1, column 9: 'Reach' is no word"},
           WrongText{{"HalfAWord"}, "a -> b: reach/", "line 1, column 9: '' is no word"},
           WrongText{{"UnknownSentence"},
                     "a reaches b and c",
                     "line 1, column 3: no sentence of a policy: they are 'WHO reaches WHAT', "},
           WrongText{{"NoColon"}, "a -> b reach", "line 1, column 3: no sentence"},
           WrongText{{"UnknownService"},
                     "a reaches b:80",
                     "line 1, column 11: not a destination: 'b:80': write 'b:80/tcp'"},
           WrongText{{"RowWithoutATable"},
                     "client reach",
                     "line 1, column 1: 'client' begins no line of a policy"},
           WrongText{{"RowBehindASentence"},
                     "  b:icmp\na reach\nb reaches a\nc reach",
                     "line 4, column 1: 'c' begins no line of a policy"},
           WrongText{{"TooFewWords"},
                     "  b:icmp  b:80/tcp\na reach",
                     "line 2, column 3: the row 'a' ends before the column 'b:80/tcp'"},
           WrongText{{"TooManyWords"}, "  b:icmp\na reach drop", "line 2, column 9: the row 'a'"},
           WrongText{{"Nothing"}, "# nothing yet", "this policy says nothing"},
           WrongText{{"OnlyGroups"}, "group a: b", "this policy says nothing"},
           WrongText{{"EmptyGroup"}, "group a:", "line 1, column 7: the group 'a' has no member"},
           WrongText{{"GroupTwice"},
                     "group a: b\ngroup a: c",
                     "line 2, column 7: there is a group 'a' already"},
           WrongText{{"GroupOfEveryone"},
                     "group everyone: b",
                     "line 1, column 7: a group cannot be called 'everyone'"}),
    case_name);

}  // namespace
}  // namespace netrig
