// After arp_ndisc_evict_nocarrier.sh: what a node knows of its neighbours goes with the carrier,
// unless net.ipv4.conf.*.arp_evict_nocarrier or net.ipv6.conf.*.ndisc_evict_nocarrier is 0.
#include <fmt/format.h>

#include <netrig/gtest.hpp>

#include "case.hpp"
#include "families.hpp"
#include "netrig/fixtures/two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Not;
using ::testing::Values;

struct Setting : Case {
  const char* scope;  ///< "eth0" or "all"
  const char* value;
};

class CarrierLoss : public TwoHosts,
                    public ::testing::WithParamInterface<std::tuple<Family, Setting>> {
 protected:
  const Family family = std::get<Family>(GetParam());

  CarrierLoss() {
    const auto& setting = std::get<Setting>(GetParam());
    topology.set_sysctl(client,
                        family == Family::ipv4
                            ? fmt::format("net.ipv4.conf.{}.arp_evict_nocarrier", setting.scope)
                            : fmt::format("net.ipv6.conf.{}.ndisc_evict_nocarrier", setting.scope),
                        setting.value);
  }
  IpAddress neighbour() { return node(client).address_of(server, family); }
  IpAddress nobody() { return either(family, "192.0.2.9", "2001:db8::9"); }

  /// The kernel tells the neighbour tables in the same breath in which it says that the interface
  /// is no longer operational.
  void pull_the_cable_out() {
    node(server).interface("eth0").down();
    node(client).interface("eth0").wait_until(
        [](const InterfaceInfo& now) { return now.state == OperationalState::down; });
  }
};

class CarrierLossThatEvicts : public CarrierLoss {};
INSTANTIATE_TEST_SUITE_P(Settings, CarrierLossThatEvicts,
                         Combine(both_families, Values(Setting{{"OfTheInterface"}, "eth0", "1"},
                                                       Setting{{"OfAll"}, "all", "1"})),
                         combined_name);

TEST_P(CarrierLossThatEvicts, ForgetsTheNeighbour) {
  ASSERT_THAT(node(client).ping(server, family), Reached());
  ASSERT_THAT(node(client).neighbours(), HasNeighbour(neighbour()));

  pull_the_cable_out();

  EXPECT_THAT(node(client).neighbours(), Not(HasNeighbour(neighbour())));
}

TEST_P(CarrierLossThatEvicts, KeepsAStaticEntry) {
  node(client).add_neighbour(
      {.address = nobody(), .interface = "eth0", .mac = "02:00:5e:00:00:09"});

  pull_the_cable_out();

  EXPECT_THAT(node(client).neighbours(), HasNeighbour(nobody(), NeighbourState::permanent));
}

class CarrierLossThatEvictsNobody : public CarrierLoss {};
INSTANTIATE_TEST_SUITE_P(Settings, CarrierLossThatEvictsNobody,
                         Combine(both_families, Values(Setting{{"OfTheInterface"}, "eth0", "0"},
                                                       Setting{{"OfAll"}, "all", "0"})),
                         combined_name);

TEST_P(CarrierLossThatEvictsNobody, KeepsTheNeighbour) {
  ASSERT_THAT(node(client).ping(server, family), Reached());

  pull_the_cable_out();

  EXPECT_THAT(node(client).neighbours(), HasNeighbour(neighbour()));
}

}  // namespace
}  // namespace netrig
