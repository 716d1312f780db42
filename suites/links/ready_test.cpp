// "Ready" means for these interfaces too that the first packet passes at once.
#include <netrig/gtest.hpp>

#include "case.hpp"
#include "families.hpp"
#include "namespace_test.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Each;
using ::testing::Field;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::Values;
using std::chrono_literals::operator""ms;

// As suites/network/ready_test.cpp has it: neither a retransmission nor one of the kernel's stalls.
constexpr auto limit = 100ms;

const std::vector<InterfaceAddress> of_a{"10.9.0.1/24", "2001:db8:9::1/64"};
const std::vector<InterfaceAddress> of_b{"10.9.0.2/24", "2001:db8:9::2/64"};

struct Way : Case {
  Feature feature;
  void (*lay)(Topology& topology, NodeId a, NodeId b);
};
const Way macvlan{{"Macvlan"}, Feature::macvlan, [](Topology& topology, NodeId a, NodeId b) {
                    topology.connect(a, b);
                    topology.add_interface(a, {"top", Macvlan{.parent = "eth0"}, of_a});
                    topology.add_interface(b, {"top", Macvlan{.parent = "eth0"}, of_b});
                  }};
const Way vlan{{"Vlan"}, Feature::vlan, [](Topology& topology, NodeId a, NodeId b) {
                 topology.connect(a, b);
                 topology.add_interface(a, {"top", Vlan{.parent = "eth0", .id = 7}, of_a});
                 topology.add_interface(b, {"top", Vlan{.parent = "eth0", .id = 7}, of_b});
               }};
const Way vlan_on_macvlan{
    {"VlanOnMacvlan"}, Feature::vlan, [](Topology& topology, NodeId a, NodeId b) {
      topology.connect(a, b);
      for (const auto node : {a, b})
        topology.add_interface(node, {"middle", Macvlan{.parent = "eth0"}});
      topology.add_interface(a, {"top", Vlan{.parent = "middle", .id = 7}, of_a});
      topology.add_interface(b, {"top", Vlan{.parent = "middle", .id = 7}, of_b});
    }};
const Way bridge{{"Bridge"}, Feature::macvlan, [](Topology& topology, NodeId a, NodeId b) {
                   topology.connect(a, b);
                   topology.add_interface(a, {"top", Bridge{.ports = {"eth0"}}, of_a});
                   topology.add_interface(b, {"top", Bridge{.ports = {"eth0"}}, of_b});
                 }};
const Way vxlan{{"Vxlan"}, Feature::vxlan, [](Topology& topology, NodeId a, NodeId b) {
                  topology.connect({a, {"192.0.2.1/24"}}, {b, {"192.0.2.2/24"}});
                  topology.add_interface(a, {"top", Vxlan{.id = 1, .remote = "192.0.2.2"}, of_a});
                  topology.add_interface(b, {"top", Vxlan{.id = 1, .remote = "192.0.2.1"}, of_b});
                }};

class ReadyOver : public NamespaceTest,
                  public ::testing::WithParamInterface<std::tuple<Way, Family>> {
 protected:
  Topology topology;
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");

  std::vector<Outcome> first_outcomes(std::size_t count) {
    const auto& [way, family] = GetParam();
    way.lay(topology, a, b);
    std::vector<Outcome> outcomes;
    while (outcomes.size() < count) {
      Network network(topology);
      outcomes.push_back(network[a].ping(either(family, "10.9.0.2", "2001:db8:9::2")));
    }
    return outcomes;
  }
};

TEST_P(ReadyOver, FiftyNetworksAnswerTheirFirstPacketAtOnce) {
  const auto feature = std::get<0>(GetParam()).feature;
  if (!kernel_has(feature)) GTEST_SKIP() << missing(feature);

  EXPECT_THAT(first_outcomes(50),
              AllOf(SizeIs(50), Each(AllOf(ReachedWithin(limit),
                                           Field("elapsed", &Outcome::elapsed, Le(limit))))));
}

INSTANTIATE_TEST_SUITE_P(Kinds, ReadyOver,
                         Combine(Values(macvlan, vlan, vlan_on_macvlan, bridge, vxlan),
                                 both_families),
                         combined_name);

}  // namespace
}  // namespace netrig
