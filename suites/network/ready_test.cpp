// "Ready" means that the first packet passes at once.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::Each;
using std::chrono_literals::operator""ms;

struct Pair {
  Topology topology;
  NodeId a = topology.add_host("a"), b = topology.add_host("b");
  Pair() { topology.connect(a, b, {"10.0.0.0/24", "2001:db8::/64"}); }
};

// A neighbour's retransmission is 20 ms and the kernel's own stalls are a second: neither may show.
constexpr auto limit = 100ms;

class Ready : public ::testing::TestWithParam<Family> {};

TEST_P(Ready, TwoHundredNetworksAnswerTheirFirstPacketAtOnce) {
  const Pair pair{};
  constexpr int networks = 200;
  std::vector<Outcome> outcomes;
  for (int i = 0; i < networks; ++i) {
    const Network network(pair.topology);
    outcomes.push_back(network[pair.a].ping(pair.b, GetParam()));
  }
  EXPECT_THAT(outcomes, Each(ReachedWithin(limit)));
}

TEST_P(Ready, ALinkThatWasDownPassesThePacketBehindItsReturn) {
  const Pair pair{};
  const Network network(pair.topology);
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 20; ++i) {
    network[LinkId{0}].down();
    network[LinkId{0}].up();
    outcomes.push_back(network[pair.a].ping(pair.b, GetParam()));
  }
  EXPECT_THAT(outcomes, Each(ReachedWithin(limit)));
}

INSTANTIATE_TEST_SUITE_P(Families, Ready, both_families, family_name);

TEST(ReadyThroughSwitches, TheFirstPacketPassesTwoSwitchesAndARouter) {
  Topology topology;
  const auto client = topology.add_host("client"), server = topology.add_host("server");
  const auto router = topology.add_router("router");
  const auto left = topology.add_switch("left"), right = topology.add_switch("right");
  for (const auto node : {client, router}) topology.connect(node, left, "10.0.1.0/24");
  for (const auto node : {router, server}) topology.connect(node, right, "10.0.2.0/24");
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 20; ++i) outcomes.push_back(Network(topology)[client].ping(server));

  EXPECT_THAT(outcomes, Each(ReachedWithin(limit)));
}

}  // namespace
}  // namespace netrig
