// "Ready" means for these interfaces too that the first packet passes at once.
#include <netrig/gtest.hpp>

#include "case.hpp"
#include "families.hpp"
#include "namespace_test.hpp"
#include "ready.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Each;
using ::testing::SizeIs;
using ::testing::Values;

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
  const Way way = std::get<Way>(GetParam());
  const IpAddress address_of_b = either(std::get<Family>(GetParam()), "10.9.0.2", "2001:db8:9::2");
  Topology topology;
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");
};

TEST_P(ReadyOver, FiftyNetworksAnswerTheirFirstPacketAtOnce) {
  if (!kernel_has(way.feature)) GTEST_SKIP() << missing(way.feature);
  way.lay(topology, a, b);

  const auto outcomes = first_outcomes(
      topology, 50, [this](Network& network) { return network[a].ping(address_of_b); });

  EXPECT_THAT(outcomes, AllOf(SizeIs(50), Each(IsReachedAtOnce())));
}

INSTANTIATE_TEST_SUITE_P(Kinds, ReadyOver,
                         Combine(Values(macvlan, vlan, vlan_on_macvlan, bridge, vxlan),
                                 both_families),
                         combined_name);

}  // namespace
}  // namespace netrig
