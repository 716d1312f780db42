// When echo requests are sent, and what is said when not all of them were.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Ge;
using ::testing::Lt;
using ::testing::MatchesRegex;

class EchoSchedule : public ClientRouterServer {};

// epoll waits in whole milliseconds and rounds up: relative to one another, two thousand requests
// would be late by hundreds of them.
TEST_F(EchoSchedule, DoesNotDrift) {
  const auto outcome =
      node(client).ask(EchoProbe{.target = "10.0.2.2", .count = 4000, .interval = 1ms});

  EXPECT_THAT(outcome, AllOf(Reached(), Field(&Outcome::elapsed, AllOf(Ge(3999ms), Lt(4400ms)))));
  EXPECT_EQ(outcome.echo->sent, 4000U);
}

TEST_F(EchoSchedule, IsNotCutShortByThePatience) {
  const auto outcome = node(client).ask(
      EchoProbe{.target = "10.0.2.2", .count = 1000, .interval = 1ms, .patience = 10ms});

  EXPECT_THAT(outcome, AllOf(Reached(), Field(&Outcome::explanation, Eq(""))));
  EXPECT_EQ(outcome.echo->sent, 1000U);
}

TEST_F(EchoSchedule, SaysWhenTheCommonDeadlineCutsItShort) {
  const Probe endless = EchoProbe{.target = "10.0.2.2", .count = 1000, .interval = 20ms};

  const auto outcomes = network().ask({{client, endless}}, Deadline::in(short_patience));

  EXPECT_THAT(outcomes.front(),
              AllOf(Reached(), Field(&Outcome::explanation,
                                     MatchesRegex("the deadline passed when [0-9]+ of 1000 "
                                                  "requests were sent"))));
}

}  // namespace
}  // namespace netrig
