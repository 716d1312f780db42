// After test_bridge_backup_port.sh, its test "backup_port": while a bridge's port has no carrier,
// what would leave by it leaves by another one, the tunnel.
#include "vteps.hpp"

namespace netrig {
namespace {

// sw1 believes that h2 is behind swp1. There it is not, but beyond the tunnel: what takes the
// backup port arrives.
class BackupPortOfAVtep : public Vteps {
 protected:
  void network_ready() override {
    const auto mac = mac_of(h2, "eth0");
    count(fmt::format("ether daddr {}", to_string(mac)));
    node(sw1).add_fdb_entry({.mac = mac, .interface = "swp1"});
    node(sw1).add_neighbour({.address = address(2), .interface = "br0", .mac = mac});
    node(h2).add_neighbour(
        {.address = address(11), .interface = "eth0", .mac = mac_of(sw1, "br0")});
  }
  void back_up() { node(sw1).interface("swp1").set_port({.backup_port = "vx0"}); }
  void pull_the_cable_out() { node(h1).interface("eth0").down(); }
  Outcome ping_h2() {
    return node(sw1).ask(
        EchoProbe{.target = address(2), .patience = std::chrono::milliseconds(200)});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, BackupPortOfAVtep, both_families, family_name);

TEST_P(BackupPortOfAVtep, IsNoneAtFirst) {
  pull_the_cable_out();

  EXPECT_THAT(ping_h2(), Silent());
  EXPECT_THAT(rule("out of swp1"), HasCounted(0));
  EXPECT_THAT(rule("out of vx0"), HasCounted(0));
}

TEST_P(BackupPortOfAVtep, IsNotUsedWhileThereIsACarrier) {
  back_up();

  EXPECT_THAT(ping_h2(), Silent());
  EXPECT_THAT(rule("out of swp1"), HasCounted(1));
  EXPECT_THAT(rule("out of vx0"), HasCounted(0));
}

TEST_P(BackupPortOfAVtep, TakesOverWithTheCarrier) {
  back_up();
  pull_the_cable_out();

  EXPECT_THAT(ping_h2(), Reached());
  EXPECT_THAT(rule("out of swp1"), HasCounted(0));
  EXPECT_THAT(rule("out of vx0"), HasCounted(1));
}

TEST_P(BackupPortOfAVtep, HandsBackWithTheCarrier) {
  back_up();
  pull_the_cable_out();
  node(h1).interface("eth0").up();

  EXPECT_THAT(ping_h2(), Silent());
  EXPECT_THAT(rule("out of swp1"), HasCounted(1));
  EXPECT_THAT(rule("out of vx0"), HasCounted(0));
}

// Its test "backup_nhid" sends what takes the backup port by a nexthop of the vxlan. That needs
// VLANs that are mapped to tunnels; without them the vxlan's own FDB is still asked.
TEST_P(BackupPortOfAVtep, MayHaveANexthopBeside) {
  node(sw1).add_nexthop({.id = 1, .via = "192.0.2.50", .fdb = true});
  node(sw1).add_nexthop({.id = 10, .fdb = true, .group = {{1}}});
  const PortOptions options{.backup_port = "vx0", .backup_nexthop = 10};
  node(sw1).interface("swp1").set_port(options);
  pull_the_cable_out();

  EXPECT_EQ(node(sw1).interface("swp1").port().options, options);
  EXPECT_THAT(ping_h2(), Reached());
  EXPECT_THAT(rule("out of vx0"), HasCounted(1));
}

TEST_P(BackupPortOfAVtep, EndsWithTheOption) {
  back_up();
  node(sw1).interface("swp1").set_port({});
  pull_the_cable_out();

  EXPECT_THAT(ping_h2(), Silent());
  EXPECT_THAT(rule("out of vx0"), HasCounted(0));
}

}  // namespace
}  // namespace netrig
