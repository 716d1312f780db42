// The inquiries of one thread, in rounds.
#include "probe/share.hpp"

#include <thread>

#include "client_router_server.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;

class Rounds : public ClientRouterServer {
 protected:
  const Namespace* from() { return &node(client).network_namespace(); }
};

TEST_F(Rounds, AreSettledWhenTheirOwnHaveTheirVerdict) {
  node(router).add_route({.destination = "10.9.0.0/24", .type = RouteType::blackhole});
  const std::vector<Inquiry> inquiries{
      {from(), TcpProbe{.target = "10.9.0.1:9/tcp", .patience = 0ms}},
      {from(), EchoProbe{.target = "10.0.2.2", .count = 2, .interval = 1ms}}};
  std::vector<Outcome> outcomes(inquiries.size());
  for (std::size_t i = 0; i < inquiries.size(); ++i) outcomes[i].probe = inquiries[i].probe;
  const std::size_t first = 0, second = 1;
  std::chrono::nanoseconds settling{};

  // On a thread to be thrown away, which enters the namespace.
  std::jthread([&] {
    Share share({inquiries, outcomes, Deadline::in(patience)}, 10);
    share.begin({&first, 1});
    share.begin({&second, 1});
    const auto began = Deadline::Clock::now();
    share.settle();  // the first one ends meanwhile: that is nothing to the second
    settling = Deadline::Clock::now() - began;
    EXPECT_TRUE(outcomes[1].reached() || settling >= 20ms) << outcomes[1];
    share.finish();
  }).join();

  EXPECT_THAT(outcomes[1], Reached());
}

}  // namespace
}  // namespace netrig
