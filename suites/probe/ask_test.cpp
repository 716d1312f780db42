// Many probes at once, deadlines, and what is refused.
#include "client_router_server.hpp"
#include "process/descriptors.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Property;
using ::testing::Throws;

class Asking : public ClientRouterServer {
 protected:
  const Probe closed = TcpProbe{.target = "10.0.2.2:9/tcp"};
  const Probe silent = TcpProbe{.target = "10.9.0.1:9/tcp", .patience = short_patience};
  void network_ready() override {
    node(router).add_route({.destination = "10.9.0.0/24", .type = RouteType::blackhole});
  }
};

TEST_F(Asking, NothingIsNothing) {
  EXPECT_THAT(network().ask({}, Deadline::in(1s)), IsEmpty());
}

TEST_F(Asking, KeepsTheOrderOfTheQuestions) {
  const auto echo = node(server).serve(tcp(7));
  std::vector<Question> questions;
  for (int i = 0; i < 100; ++i) {
    questions.push_back({client, closed});
    questions.push_back({router, TcpProbe{.target = "10.0.2.2:7/tcp"}});
    questions.push_back({client, silent});
    questions.push_back({server, EchoProbe{.target = "10.0.1.2"}});
  }

  const auto outcomes = network().ask(questions, Deadline::in(patience));

  ASSERT_EQ(outcomes.size(), questions.size());
  for (std::size_t i = 0; i < outcomes.size(); i += 4) {
    EXPECT_THAT(outcomes[i], Refused());
    EXPECT_THAT(outcomes[i + 1], Reached());
    EXPECT_THAT(outcomes[i + 2], Silent());
    EXPECT_THAT(outcomes[i + 3], Reached());
  }
}

TEST_F(Asking, TheSilentWaitTogether) {
  const std::vector<Question> questions(600, {client, silent});

  const auto began = Deadline::Clock::now();
  const auto outcomes = network().ask(questions, Deadline::in(patience));
  const auto took = Deadline::Clock::now() - began;

  EXPECT_THAT(outcomes, Each(Silent()));
  EXPECT_THAT(took, Lt(10 * short_patience));
}

TEST_F(Asking, TheCommonDeadlineEndsThePatient) {
  const Probe patient = TcpProbe{.target = "10.9.0.1:9/tcp", .patience = 60s};

  const auto outcomes =
      network().ask({{client, patient}, {client, closed}}, Deadline::in(short_patience));

  EXPECT_THAT(outcomes.front(), AllOf(Silent(), Field(&Outcome::elapsed, Lt(10s))));
  EXPECT_THAT(outcomes.back(), Refused());
}

TEST_F(Asking, TheCommonDeadlineEndsARowOfEchoes) {
  const Probe endless = EchoProbe{.target = "10.0.2.2", .count = 1000, .interval = 20ms};

  const auto outcomes = network().ask({{client, endless}}, Deadline::in(short_patience));

  EXPECT_THAT(outcomes.front(), AllOf(Reached(), Field(&Outcome::elapsed, Lt(10s))));
  EXPECT_THAT(outcomes.front().echo->sent, AllOf(::testing::Gt(2U), Lt(20U)));
}

TEST_F(Asking, ThoseWhoseTurnNeverCameSaySo) {
  const auto outcomes = network().ask({{client, closed}}, Deadline::in(-1s));

  EXPECT_THAT(outcomes,
              Each(AllOf(Silent(), Field(&Outcome::explanation, HasSubstr("not asked")))));
}

TEST_F(Asking, FewDescriptorsAreEnough) {
  const std::vector<Question> questions(
      20, {client, TcpProbe{.target = "10.9.0.1:9/tcp", .patience = 50ms}});

  const DescriptorLimit few(open_descriptors() + 8);
  const auto outcomes = network().ask(questions, Deadline::in(60s));

  EXPECT_THAT(outcomes, Each(AllOf(Silent(), Field(&Outcome::explanation, IsEmpty()))));
}

TEST_F(Asking, ASourceThatIsNotTheNodesOwnIsAnError) {
  EXPECT_THAT(
      [this] { node(client).ask(TcpProbe{.target = "10.0.2.2:9/tcp", .source = "10.0.2.9"}); },
      Throws<Error>(AllOf(Property(&Error::code, Eq(std::errc::address_not_available)),
                          Property(&Error::what, HasSubstr("cannot send from 10.0.2.9")))));
}

TEST_F(Asking, ASourcePortThatIsTakenIsAnError) {
  const auto taken = node(client).serve(udp(4000));

  EXPECT_THAT(
      [this] { node(client).ask(UdpProbe{.target = "10.0.2.2:9/udp", .source_port = 4000}); },
      Throws<Error>(Property(&Error::code, Eq(std::errc::address_in_use))));
}

TEST_F(Asking, AProbeThatMakesNoSenseIsRefusedBeforeAnyIsAsked) {
  EXPECT_THROW(network().ask({{client, closed}, {client, TcpProbe{.target = "10.0.2.2:9/udp"}}},
                             Deadline::in(1s)),
               DescriptionError);
}

}  // namespace
}  // namespace netrig
