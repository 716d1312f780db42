// "Ready" means that the first packet passes at once.
#include "ready.hpp"
#include "families.hpp"
#include "namespace_test.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::SizeIs;

// a -- b
class Ready : public NamespaceTest, public OfEachFamily {
 protected:
  Topology topology;
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");
  const LinkId cable = topology.connect(a, b, {"10.0.0.0/24", "2001:db8::/64"});

  std::vector<Outcome> outcomes_after_flaps(std::size_t count, const Ask& ask) {
    Network network(topology);
    std::vector<Outcome> outcomes;
    while (outcomes.size() < count) {
      network[cable].down();
      network[cable].up();
      outcomes.push_back(ask(network));
    }
    return outcomes;
  }
};

TEST_P(Ready, TwoHundredNetworksAnswerTheirFirstPacketAtOnce) {
  const auto outcomes = first_outcomes(
      topology, 200, [this](Network& network) { return network[a].ping(b, GetParam()); });

  EXPECT_THAT(outcomes, AllOf(SizeIs(200), Each(IsReachedAtOnce())));
}

TEST_P(Ready, AHundredNetworksAcceptTheirFirstConnectionAtOnce) {
  const auto outcomes = first_outcomes(topology, 100, [this](Network& network) {
    const auto web = network[b].serve(tcp(80));
    return network[a].connect({network[a].address_of(b, GetParam()), web.port()});
  });

  EXPECT_THAT(outcomes, AllOf(SizeIs(100), Each(IsReachedAtOnce())));
}

TEST_P(Ready, ALinkThatWasDownPassesThePacketBehindItsReturn) {
  const auto outcomes =
      outcomes_after_flaps(20, [this](Network& network) { return network[a].ping(b, GetParam()); });

  EXPECT_THAT(outcomes, AllOf(SizeIs(20), Each(IsReachedAtOnce())));
}

INSTANTIATE_TEST_SUITE_P(Families, Ready, both_families, family_name);

// client -- left -- router -- right -- server
class ReadyThroughSwitches : public NamespaceTest, public OfEachFamily {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  const NodeId router = topology.add_router("router");
  const NodeId left = topology.add_switch("left"), right = topology.add_switch("right");

  ReadyThroughSwitches() {
    for (const auto node : {client, router})
      topology.connect(node, left, {"10.0.1.0/24", "2001:db8:1::/64"});
    for (const auto node : {router, server})
      topology.connect(node, right, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
};

TEST_P(ReadyThroughSwitches, TheFirstPacketPassesTwoSwitchesAndARouter) {
  const auto outcomes = first_outcomes(
      topology, 50, [this](Network& network) { return network[client].ping(server, GetParam()); });

  EXPECT_THAT(outcomes, AllOf(SizeIs(50), Each(IsReachedAtOnce())));
}

TEST_P(ReadyThroughSwitches, TheFirstConnectionPassesThemToo) {
  const auto outcomes = first_outcomes(topology, 50, [this](Network& network) {
    const auto web = network[server].serve(tcp(80));
    return network[client].connect({network[client].address_of(server, GetParam()), web.port()});
  });

  EXPECT_THAT(outcomes, AllOf(SizeIs(50), Each(IsReachedAtOnce())));
}

INSTANTIATE_TEST_SUITE_P(Families, ReadyThroughSwitches, both_families, family_name);

}  // namespace
}  // namespace netrig
