// ICMP echo: how many, how large, and whose replies they are.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""ns;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Lt;
using ::testing::Ne;
using ::testing::Optional;
using ::testing::Property;
using ::testing::SizeIs;

class Echo : public ClientRouterServer, public OfEachFamily {
 protected:
  const IpAddress target = server_address.in(GetParam());
  Outcome ask(EchoProbe probe) {
    probe.patience = patience;
    return node(client).ask(probe);
  }
};

TEST_P(Echo, CountsWhatItSendsAndHears) {
  const auto outcome = ask({.target = target, .count = 5, .interval = 1ms});

  ASSERT_THAT(outcome, AllOf(Reached(), LosesNothing()));
  EXPECT_EQ(outcome.echo->sent, 5U);
  EXPECT_THAT(outcome.echo->round_trips, AllOf(SizeIs(5), Each(Gt(0ns))));
  EXPECT_EQ(outcome.round_trip, outcome.echo->round_trips.front());
}

TEST_P(Echo, KeepsTheInterval) {
  const auto outcome = ask({.target = target, .count = 4, .interval = 20ms});

  EXPECT_THAT(outcome, AllOf(Reached(), Field("elapsed", &Outcome::elapsed, Ge(60ms))));
}

TEST_P(Echo, MayAskWithoutAnInterval) {
  EXPECT_THAT(ask({.target = target, .count = 200, .interval = 0ms}),
              AllOf(Reached(), LosesNothing()));
}

TEST_P(Echo, EndsWithTheLastReplyAndNotWithItsPatience) {
  EXPECT_THAT(ask({.target = target, .count = 2}),
              Field("elapsed", &Outcome::elapsed, Lt(patience / 2)));
}

TEST_P(Echo, CarriesTheLargestPayload) {
  EXPECT_THAT(ask({.target = target, .count = 3, .payload_size = 65'000}),
              AllOf(Reached(), LosesNothing()));
}

TEST_P(Echo, CarriesNoPayload) {
  EXPECT_THAT(ask({.target = target, .payload_size = 0}), Reached());
}

TEST_P(Echo, ReachesTheNodeItself) {
  EXPECT_THAT(node(server).ask(EchoProbe{.target = target, .count = 3, .interval = 0ms}),
              AllOf(Reached(), LosesNothing()));
}

TEST_P(Echo, LeavesByTheGivenSource) {
  EXPECT_THAT(ask({.target = target, .source = client_address.in(GetParam())}), Reached());
}

TEST_P(Echo, IsLostInSilence) {
  node(server).remove_route(Route::default_via(either("10.0.2.1", "fd00:2::1")));

  const auto outcome = node(client).ask(
      EchoProbe{.target = target, .count = 3, .interval = 1ms, .patience = short_patience});

  EXPECT_THAT(outcome,
              AllOf(Dropped(), Field("echo", &Outcome::echo, Optional(EchoStatistics{.sent = 3}))));
  EXPECT_EQ(outcome.echo->loss(), 1.0);
}

TEST_P(Echo, HearsOnlyItsOwnReplies) {
  const auto alone = EchoProbe{.target = target, .count = 20, .interval = 0ms};
  const std::vector<Question> questions(40, Question{client, alone});

  EXPECT_THAT(network().ask(questions, Deadline::in(patience)),
              Each(AllOf(Reached(), LosesNothing(),
                         Field(&Outcome::echo,
                               Optional(Field(&EchoStatistics::round_trips, SizeIs(20)))))));
}

TEST_P(Echo, KnowsItsOwnErrorsFromThoseOfOthers) {
  const EchoProbe too_short{.target = target, .count = 5, .interval = 0ms, .ttl = 1};
  const EchoProbe long_enough{.target = target, .count = 5, .interval = 0ms};

  const auto outcomes =
      network().ask({{client, too_short}, {client, long_enough}}, Deadline::in(patience));

  EXPECT_THAT(outcomes.front(), Rejected());
  EXPECT_THAT(outcomes.back(),
              AllOf(Reached(), LosesNothing(), Field(&Outcome::icmp_error, Eq(std::nullopt))));
}

INSTANTIATE_TEST_SUITE_P(Families, Echo, both_families, family_name);

// The server's link takes smaller packets than the client's.
class EchoOverANarrowLink : public NetworkTest, public OfEachFamily {
 protected:
  static constexpr std::uint32_t narrow = 1300;
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const bool v4 = GetParam() == Family::ipv4;
  const IpAddress target = server_address.in(GetParam());

  EchoOverANarrowLink() {
    topology.connect({client, {"10.0.1.2/24", "fd00:1::2/64"}},
                     {router, {"10.0.1.1/24", "fd00:1::1/64"}});
    topology.connect({router, {"10.0.2.1/24", "fd00:2::1/64"}},
                     {server, {"10.0.2.2/24", "fd00:2::2/64"}}, {}, {.mtu = narrow});
  }
};

TEST_P(EchoOverANarrowLink, IsRejectedWithTheMtuWhenItMustNotBeFragmented) {
  const auto outcome =
      node(client).ask(EchoProbe{.target = target, .payload_size = 1400, .dont_fragment = true});

  const auto type = static_cast<std::uint8_t>(v4 ? 3 : 2),
             code = static_cast<std::uint8_t>(v4 ? 4 : 0);
  EXPECT_THAT(outcome, RejectedBy(node(router)));
  EXPECT_EQ(outcome.icmp_error,
            (IcmpError{near_router_address.in(GetParam()), type, code, narrow}));
}

TEST_P(EchoOverANarrowLink, PassesWhenItIsSmallEnough) {
  const std::size_t headers = v4 ? 28 : 48;
  EXPECT_THAT(node(client).ask(EchoProbe{
                  .target = target, .payload_size = narrow - headers, .dont_fragment = true}),
              Reached());
}

TEST_P(EchoOverANarrowLink, IsFragmentedOnTheWay) {
  EXPECT_THAT(node(client).ask(EchoProbe{.target = target, .count = 2, .payload_size = 1400}),
              AllOf(Reached(), LosesNothing()));
}

TEST_P(EchoOverANarrowLink, IsRejectedByTheNodeItselfWhenLargerThanItsOwnLink) {
  const auto outcome =
      node(client).ask(EchoProbe{.target = target, .payload_size = 1600, .dont_fragment = true});

  EXPECT_THAT(outcome, AllOf(Rejected(), Field(&Outcome::icmp_error, Eq(std::nullopt)),
                             Field(&Outcome::error, Eq(std::errc::message_size)),
                             Field(&Outcome::explanation, HasSubstr("at most 1500 bytes"))));
}

INSTANTIATE_TEST_SUITE_P(Families, EchoOverANarrowLink, both_families, family_name);

}  // namespace
}  // namespace netrig
