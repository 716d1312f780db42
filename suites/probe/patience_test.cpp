// Probes that may wait for ever.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using ::testing::Each;

class Patience : public ClientRouterServer {};

TEST_F(Patience, MayBeEndless) {
  constexpr auto forever = std::chrono::milliseconds::max();
  const auto echo = node(server).serve(udp(7));
  const auto web = node(server).serve(tcp(7));
  const std::vector<Probe> probes{
      UdpProbe{.target = "10.0.2.2:7/udp", .patience = forever},
      TcpProbe{.target = "10.0.2.2:7/tcp", .patience = forever},
      EchoProbe{.target = "10.0.2.2", .count = 3, .interval = 1ms, .patience = forever},
      NeighbourProbe{.target = "10.0.1.1", .patience = forever}};

  std::vector<Outcome> outcomes;
  for (int i = 0; i < 10; ++i)
    for (const auto& probe : probes) outcomes.push_back(node(client).ask(probe));

  EXPECT_THAT(outcomes, Each(Reached()));
}

}  // namespace
}  // namespace netrig
