// What the matchers of callers match, and what they say.
#include <gtest/gtest-spi.h>

#include <netrig/gtest.hpp>

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::ElementsAre;
using ::testing::ExplainMatchResult;
using ::testing::Ge;
using ::testing::Ne;
using ::testing::Not;
using ::testing::StringMatchResultListener;

const Caller alice{.remote = "10.0.0.2:4000/tcp", .local = "10.0.0.80:80/tcp"};
const Caller eve{.remote = "[2001:db8::2]:53/udp", .local = "[2001:db8::80]:53/udp"};

TEST(CalledFrom, ComparesTheAddressOfTheOneWhoCalled) {
  EXPECT_THAT(alice, CalledFrom("10.0.0.2"));
  EXPECT_THAT(alice, Not(CalledFrom("10.0.0.3")));
  EXPECT_THAT(alice, Not(CalledFrom("10.0.0.80")));
  EXPECT_THAT(eve, CalledFrom("2001:db8::2"));
  EXPECT_THAT(eve, Not(CalledFrom("10.0.0.2")));
}

TEST(CalledFrom, ComparesThePortToo) {
  EXPECT_THAT(alice, CalledFrom("10.0.0.2", 4000));
  EXPECT_THAT(alice, Not(CalledFrom("10.0.0.2", 4001)));
  EXPECT_THAT(alice, Not(CalledFrom("10.0.0.3", 4000)));
  EXPECT_THAT(alice, Not(CalledFrom("10.0.0.2", 80)));
}

TEST(CalledFrom, TakesMatchers) {
  EXPECT_THAT(alice, CalledFrom(Ne(IpAddress("10.0.0.3"))));
  EXPECT_THAT(alice, Not(CalledFrom(Ne(IpAddress("10.0.0.2")))));
  EXPECT_THAT(alice, CalledFrom("10.0.0.2", Ge(4000)));
  EXPECT_THAT(alice, Not(CalledFrom(Ne(IpAddress("10.0.0.3")), Ge(4001))));
}

TEST(CalledFrom, MatchesEachOfAServicesCallers) {
  EXPECT_THAT((std::vector{alice, eve}), ElementsAre(CalledFrom("10.0.0.2"), CalledFromPort(53)));
}

TEST(CalledFromPort, ComparesThePortAlone) {
  EXPECT_THAT(alice, CalledFromPort(4000));
  EXPECT_THAT(alice, CalledFromPort(Ne(53)));
  EXPECT_THAT(eve, Not(CalledFromPort(4000)));
}

TEST(CalledFrom, DescribesItself) {
  EXPECT_EQ(DescribeMatcher<Caller>(CalledFrom("10.0.0.2")),
            "called from an address that is equal to 10.0.0.2");
  EXPECT_EQ(DescribeMatcher<Caller>(CalledFrom("10.0.0.2", Ge(4000))),
            "called from an address that is equal to 10.0.0.2 and a port that is >= 4000");
  EXPECT_EQ(DescribeMatcher<Caller>(CalledFromPort(53)), "called from a port that is equal to 53");
  EXPECT_EQ(DescribeMatcher<Caller>(Not(CalledFrom("10.0.0.2"))),
            "did not call from an address that is equal to 10.0.0.2");
}

// The caller that GoogleTest prints says it all.
TEST(CalledFrom, AddsNoExplanation) {
  StringMatchResultListener listener;

  ExplainMatchResult(CalledFrom("10.0.0.3", 4000), alice, &listener);

  EXPECT_EQ(listener.str(), "");
}

TEST(CalledFrom, FailsWithWhoCalledInstead) {
  const std::vector callers{alice};

  EXPECT_NONFATAL_FAILURE(
      EXPECT_THAT(callers, ElementsAre(CalledFrom("10.0.0.3"))),
      "Value of: callers\n"
      "Expected: has 1 element that called from an address that is equal to 10.0.0.3\n"
      "  Actual: { 10.0.0.2:4000/tcp to 10.0.0.80:80/tcp }, whose element #0 doesn't match");
}

}  // namespace
}  // namespace netrig
