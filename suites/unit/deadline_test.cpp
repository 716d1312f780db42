#include "netrig/core/deadline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace netrig {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Le;

TEST(Deadline, IsTheBudgetFromNow) {
  const auto deadline = Deadline::in(60s);

  EXPECT_THAT(deadline.remaining(), AllOf(Gt(30s), Le(60s)));
  EXPECT_FALSE(deadline.passed());
}

TEST(Deadline, OfANegativeBudgetHasPassed) {
  EXPECT_TRUE(Deadline::in(-1s).passed());
  EXPECT_TRUE(Deadline::in(std::chrono::nanoseconds::min()).passed());
  EXPECT_TRUE(Deadline::in(std::chrono::milliseconds::min()).passed());
  EXPECT_EQ(Deadline::in(-1s).remaining(), 0s);
}

// No clock tells so much time: steady_clock counts nanoseconds, which last for 292 years.
TEST(Deadline, OfAnEndlessBudgetNeverPasses) {
  for (const auto deadline : {Deadline::in(std::chrono::nanoseconds::max()),
                              Deadline::in(std::chrono::milliseconds::max()),
                              Deadline::in(std::chrono::hours::max()), Deadline::in(3'000'000h)}) {
    EXPECT_FALSE(deadline.passed());
    EXPECT_THAT(deadline.remaining(), Gt(1'000'000h));
  }
}

TEST(Deadline, IsRoundedUpForPoll) {
  EXPECT_EQ(Deadline::in(-1s).poll_timeout(), 0);
  EXPECT_THAT(Deadline::in(60s).poll_timeout(), AllOf(Gt(30'000), Le(60'000)));
}

TEST(Deadline, IsCutToWhatPollTakes) {
  constexpr auto longest = std::numeric_limits<int>::max();
  EXPECT_EQ(Deadline::in(1000h).poll_timeout(), longest);
  EXPECT_EQ(Deadline::in(std::chrono::hours::max()).poll_timeout(), longest);
}

}  // namespace
}  // namespace netrig
