// What two matrices differ in, and what was announced.
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>

#include "case.hpp"
#include "refusal.hpp"

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::Not;
using ::testing::StringMatchResultListener;
using ::testing::Values;

ReachabilityMatrix matrix(const char* text) {
  return ReachabilityMatrix::parse(text);
}
const auto before = matrix(
    "IPv4  b:icmp  b:80/tcp  b:23/tcp\n"
    "a     reach   reach     reach\n"
    "c     reach   drop      drop");
const auto after = matrix(
    "IPv4  b:icmp  b:80/tcp  b:443/tcp\n"
    "c     reach   reach     reach\n"
    "a     reach   reject    reach");

TEST(Difference, IsWhatChangedAndWhatCameAndWent) {
  EXPECT_EQ(to_string(difference(before, after)),
            "c -> b:80/tcp: drop -> reach\n"
            "c -> b:443/tcp: - -> reach\n"
            "a -> b:80/tcp: reach -> reject\n"
            "a -> b:443/tcp: - -> reach\n"
            "a -> b:23/tcp: reach -> -\n"
            "c -> b:23/tcp: drop -> -");
}

TEST(Difference, IsEmptyOfTheSame) {
  EXPECT_TRUE(difference(before, before).empty());
  EXPECT_EQ(to_string(difference(before, before)), "no change");
}

TEST(Difference, KeepsTheFamiliesApart) {
  const auto a = matrix("IPv4/IPv6 b:icmp b:80/tcp\na reach reach/-");
  const auto b = matrix("IPv4/IPv6 b:icmp b:80/tcp\na reach/drop reach/-");

  EXPECT_EQ(to_string(difference(a, b)), "a -> b:icmp: reach -> reach/drop");
}

TEST(Difference, SeesAFamilyGo) {
  EXPECT_EQ(
      to_string(difference(matrix("IPv4/IPv6 b:icmp\na reach"), matrix("IPv4 b:icmp\na reach"))),
      "a -> b:icmp: reach -> reach/-");
}

TEST(Difference, ShowsWhatStandsInTheWay) {
  auto stopped = matrix("IPv4 b:80/tcp\na reach");
  stopped.set("a", "b:80/tcp", Family::ipv4,
              {Verdict::rejected,
               Outcome{.verdict = Verdict::rejected,
                       .from = "a",
                       .probe = TcpProbe{.target = "10.0.0.2:80/tcp"},
                       .icmp_error = IcmpError{.sender = "10.0.0.1", .type = 3, .code = 13}}});

  EXPECT_EQ(to_string(difference(matrix("IPv4 b:80/tcp\na reach"), stopped)),
            "a -> b:80/tcp: reach -> reject\n"
            "  after: a -> 10.0.0.2:80/tcp: rejected after 0.0 ms\n"
            "    ICMP administratively prohibited (type 3, code 13) from 10.0.0.1");
}

TEST(OnlyChanges, MatchesExactlyTheseInAnyOrder) {
  const auto only_http = difference(before, matrix("IPv4  b:icmp  b:80/tcp  b:23/tcp\n"
                                                   "a     reach   reject    reach\n"
                                                   "c     reach   reach     drop"));

  EXPECT_THAT(only_http,
              OnlyChanges({"c -> b:80/tcp: drop -> reach", "a -> b:80/tcp:  reach -> reject"}));
  EXPECT_THAT(only_http, OnlyChanges({"a -> b:80/tcp: any -> block", "c -> b:80/tcp: block -> ?"}));
  EXPECT_THAT(only_http, Not(OnlyChanges({"c -> b:80/tcp: drop -> reach"})));
  EXPECT_THAT(only_http,
              Not(OnlyChanges({"a -> b:80/tcp: reach -> drop", "c -> b:80/tcp: drop -> reach"})));
  EXPECT_THAT(only_http, Not(ChangesNothing()));
  EXPECT_THAT(difference(before, before), ChangesNothing());
}

TEST(OnlyChanges, DoesNotMatchWhereOneDidNotHappen) {
  EXPECT_THAT(difference(before, before), Not(OnlyChanges({"a -> b:80/tcp: reach -> drop"})));
}

TEST(OnlyChanges, SaysWhatIsTooMuchAndWhatIsMissing) {
  const auto changes = difference(before, matrix("IPv4  b:icmp  b:80/tcp  b:23/tcp\n"
                                                 "a     reach   reach     drop\n"
                                                 "c     reach   drop      drop"));
  StringMatchResultListener listener;

  EXPECT_FALSE(
      ExplainMatchResult(OnlyChanges({"a -> b:80/tcp: reach -> drop"}), changes, &listener));

  EXPECT_EQ(listener.str(),
            "what was not expected:\n"
            "  a -> b:23/tcp: reach -> drop\n"
            "what was expected and did not happen:\n"
            "  a -> b:80/tcp: reach -> drop");
}

TEST(OnlyChanges, DescribesItself) {
  using Changes = const ReachabilityDifference&;

  EXPECT_EQ(DescribeMatcher<Changes>(OnlyChanges({"a -> b:80/tcp: reach -> drop"})),
            "is only these changes:\n            a -> b:80/tcp: reach -> drop");
  EXPECT_EQ(DescribeMatcher<Changes>(ChangesNothing()), "is no change");
  EXPECT_EQ(DescribeMatcher<Changes>(Not(ChangesNothing())), "is a change");
}

struct FamilyCase : Case {
  const char* expected;
  bool holds;
};
class ChangeOfOneFamily : public ::testing::TestWithParam<FamilyCase> {};

TEST_P(ChangeOfOneFamily, IsNoChangeOfBoth) {
  const auto changes =
      difference(matrix("IPv4/IPv6 b:icmp\na reach"), matrix("IPv4/IPv6 b:icmp\na reach/drop"));

  EXPECT_EQ(ExpectedChange(GetParam().expected).is(changes.changes.front()), GetParam().holds);
}
INSTANTIATE_TEST_SUITE_P(
    Texts, ChangeOfOneFamily,
    Values(FamilyCase{{"Same"}, "a -> b:icmp: reach -> reach/drop", true},
           FamilyCase{{"Looser"}, "a -> b:icmp: reach/reach -> any/block", true},
           FamilyCase{{"Both"}, "a -> b:icmp: reach -> drop", false},
           FamilyCase{{"Other"}, "a -> b:icmp: reach -> drop/reach", false},
           FamilyCase{{"Blocked"}, "a -> b:icmp: reach -> block", false},
           FamilyCase{{"NotAsked"}, "a -> b:icmp: reach -> reach/-", false},
           FamilyCase{{"OtherCell"}, "c -> b:icmp: reach -> reach/drop", false}),
    case_name);

TEST(OnlyChanges, DoesNotLetAFamilyVanish) {
  const auto changes =
      difference(matrix("IPv4/IPv6 b:icmp\na reach"), matrix("IPv4/IPv6 b:icmp\na drop/-"));

  EXPECT_THAT(changes, Not(OnlyChanges({"a -> b:icmp: reach -> drop"})));
  EXPECT_THAT(changes, OnlyChanges({"a -> b:icmp: reach -> drop/-"}));
}

TEST(OnlyChanges, DoesNotAskForAFamilyThatNeverWasThere) {
  const auto changes =
      difference(matrix("IPv4/IPv6 b:icmp\na reach/-"), matrix("IPv4/IPv6 b:icmp\na drop/-"));

  EXPECT_THAT(changes, OnlyChanges({"a -> b:icmp: reach -> drop"}));
}

TEST(ExpectedChange, IsALineOfAnAnnouncement) {
  EXPECT_EQ(to_string(ExpectedChange("a  ->  b:80/tcp:  reach -> block")),
            "a -> b:80/tcp: reach -> block");
  EXPECT_EQ(refusal_of([] { ExpectedChange("a -> b:80/tcp: drop"); }),
            "not a change: 'a -> b:80/tcp: drop': write 'client -> server:80/tcp: reach -> drop'");
  EXPECT_EQ(refusal_of([] { ExpectedChange("a -> b: reach -> drop"); }),
            "not a change: 'a -> b: reach -> drop': not a destination: 'b': write 'b:80/tcp', "
            "'b:53/udp' or, for ping, 'b:icmp'");
  EXPECT_EQ(refusal_of([] { ExpectedChange("a -> b:icmp: reach -> dorp"); }),
            "not a change: 'a -> b:icmp: reach -> dorp': 'dorp' is no word of a policy: they are "
            "reach, refuse, reject, drop, silent, no-route, unresolved, denied, unexpected, "
            "no-address, block, any (or ?) and -");
}

}  // namespace
}  // namespace netrig
