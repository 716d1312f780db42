// What a kernel may lack, and what becomes of a test that needs it.
#include <netrig/gtest.hpp>

#include "case.hpp"
#include "families.hpp"
#include "namespace_test.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ThrowsMessage;
using ::testing::Values;

struct KindCase : Case {
  Feature feature;
  InterfaceKind kind;
};

class KernelFeature : public NamespaceTest, public ::testing::WithParamInterface<KindCase> {
 protected:
  Topology topology;
  const NodeId host = topology.add_host("host"), peer = topology.add_host("peer");

  KernelFeature() {
    topology.connect(host, peer, {"10.0.0.0/24", "2001:db8::/64"});
    topology.add_interface(host, {"tried", GetParam().kind});
  }
  std::string outcome_of_building() {
    try {
      Network network(topology);
      return {};
    } catch (const UnsupportedError& error) {
      return error.what();
    }
  }
};
INSTANTIATE_TEST_SUITE_P(
    Kinds, KernelFeature,
    Values(KindCase{{"Macvlan"}, Feature::macvlan, Macvlan{.parent = "eth0"}},
           KindCase{{"Ipvlan"}, Feature::ipvlan, Ipvlan{.parent = "eth0"}},
           KindCase{{"Vlan"}, Feature::vlan, Vlan{.parent = "eth0", .id = 10}},
           KindCase{{"VlanFiltering"},
                    Feature::vlan_filtering,
                    Bridge{.options = {.vlan_filtering = true}}},
           KindCase{{"Vxlan"}, Feature::vxlan, Vxlan{.id = 1}},
           KindCase{{"Tun"}, Feature::tun, Tun()}, KindCase{{"Tap"}, Feature::tun, Tap()},
           KindCase{{"Vrf"}, Feature::vrf, Vrf{.table = 10}},
           KindCase{{"Dummy"}, Feature::dummy, Dummy()},
           KindCase{{"Gre"}, Feature::gre, Gre{.remote = "10.0.0.2"}},
           KindCase{{"Gretap"}, Feature::gre, Gretap{.remote = "10.0.0.2"}},
           KindCase{{"Ip6gre"}, Feature::ip6gre, Gre{.remote = "2001:db8::2"}},
           KindCase{{"Ip6gretap"}, Feature::ip6gre, Gretap{.remote = "2001:db8::2"}},
           KindCase{{"Ipip"}, Feature::ipip, Ipip{.remote = "10.0.0.2"}},
           KindCase{{"Ip6tnl"}, Feature::ip6tnl, Ipip{.remote = "2001:db8::2"}}),
    case_name);

// Both ways: no kind is refused where the kernel has it, none is half made where it has not.
TEST_P(KernelFeature, IsWhatDecidesWhetherANetworkIsBuilt) {
  EXPECT_EQ(outcome_of_building(), missing(GetParam().feature));
}

TEST_P(KernelFeature, IsListedIfItIsThere) {
  const auto all = features();

  EXPECT_EQ(std::ranges::count(all, GetParam().feature), kernel_has(GetParam().feature) ? 1 : 0);
}

TEST_P(KernelFeature, IsNamedWhenItIsMissing) {
  if (kernel_has(GetParam().feature)) {
    EXPECT_NO_THROW(require(GetParam().feature));
    return;
  }
  EXPECT_THAT([] { require(GetParam().feature); },
              ThrowsMessage<UnsupportedError>(missing(GetParam().feature)));
}

// VRFs may have the same addresses: red and blue both are 10.0.0.2.
class TwoVrfs : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId provider = topology.add_router("provider", {.routing = Routing::given});
  const NodeId red = topology.add_host("red"), blue = topology.add_host("blue");
  const std::vector<InterfaceAddress> gateway{"10.0.0.1/24", "2001:db8::1/64"};
  const std::vector<InterfaceAddress> tenant{"10.0.0.2/24", "2001:db8::2/64"};

  TwoVrfs() {
    topology.connect({provider, "to_red", gateway}, {red, tenant});
    topology.connect({provider, "to_blue", gateway}, {blue, tenant});
    topology.add_interface(provider, {"vrf_red", Vrf{.table = 10, .members = {"to_red"}}});
    topology.add_interface(provider, {"vrf_blue", Vrf{.table = 20, .members = {"to_blue"}}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, TwoVrfs, both_families, family_name);

TEST_P(TwoVrfs, AnswerEachTheirTenant) {
  const IpAddress address = either("10.0.0.1", "2001:db8::1");

  EXPECT_THAT(node(red).ping(address), Reached());
  EXPECT_THAT(node(blue).ping(address), Reached());
}

TEST_P(TwoVrfs, KnowTheirMembers) {
  const auto vrf = node(provider).interface("vrf_red").index();

  EXPECT_THAT(node(provider).interface("to_red").info(),
              Field("master", &InterfaceInfo::master, vrf));
}

// client -- router with a stub network on a dummy
class StubNetwork : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client"), router = topology.add_router("router");

  StubNetwork() {
    topology.connect(client, router, {"10.0.0.0/24", "2001:db8::/64"});
    topology.add_interface(router, {"stub0", Dummy(), {"10.1.0.1/24", "2001:db8:1::1/64"}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, StubNetwork, both_families, family_name);

TEST_P(StubNetwork, IsReachedThroughItsRouter) {
  EXPECT_THAT(node(client).ping(either("10.1.0.1", "2001:db8:1::1")), Reached());
}

}  // namespace
}  // namespace netrig
