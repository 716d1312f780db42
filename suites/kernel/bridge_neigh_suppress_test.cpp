// After test_bridge_neigh_suppress.sh, its tests of ports: a bridge that answers ARP requests and
// neighbour solicitations in the place of a host beyond the tunnel, so that they do not cross it.
#include "vteps.hpp"

namespace netrig {
namespace {

using ::testing::Ge;

class NeighbourSuppressionByAVtep : public Vteps {
 protected:
  void network_ready() override {
    count(either<const char*>("arp operation request arp daddr ip 198.51.100.2",
                              "icmpv6 type nd-neighbor-solicit ip6 daddr ff02::1:ff00:2"));
  }
  void suppress(bool on) {
    node(sw1).interface("vx0").set_port({.learning = false, .neighbour_suppression = on});
  }
  void know_where_h2_is() {
    node(sw1).add_fdb_entry({.mac = mac_of(h2, "eth0"), .interface = "vx0"});
  }
  void know_who_h2_is() {
    node(sw1).add_neighbour({.address = address(2), .interface = "br0", .mac = mac_of(h2, "eth0")});
  }
  void suppress_knowing_h2() {
    suppress(true);
    know_where_h2_is();
    know_who_h2_is();
  }
  Outcome ask_for_h2() { return node(h1).resolve_neighbour(address(2)); }
};
INSTANTIATE_TEST_SUITE_P(Families, NeighbourSuppressionByAVtep, both_families, family_name);

TEST_P(NeighbourSuppressionByAVtep, IsOffAtFirst) {
  EXPECT_THAT(ask_for_h2(), Reached());
  EXPECT_THAT(rule("out of vx0"), HasCounted(Ge(1)));
}

TEST_P(NeighbourSuppressionByAVtep, SuppressesNothingOfStrangers) {
  suppress(true);

  EXPECT_THAT(ask_for_h2(), Reached());
  EXPECT_THAT(rule("out of vx0"), HasCounted(Ge(1)));
}

TEST_P(NeighbourSuppressionByAVtep, NeedsMoreThanAnFdbEntry) {
  suppress(true);
  know_where_h2_is();

  EXPECT_THAT(ask_for_h2(), Reached());
  EXPECT_THAT(rule("out of vx0"), HasCounted(Ge(1)));
}

TEST_P(NeighbourSuppressionByAVtep, AnswersForANeighbour) {
  suppress_knowing_h2();

  const auto outcome = ask_for_h2();

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.mac, mac_of(h2, "eth0"));
  EXPECT_THAT(rule("out of vx0"), HasCounted(0));
}

TEST_P(NeighbourSuppressionByAVtep, AnswersForANeighbourThatIsDown) {
  suppress_knowing_h2();
  node(h2).interface("eth0").down();

  EXPECT_THAT(ask_for_h2(), Reached());
  EXPECT_THAT(rule("out of vx0"), HasCounted(0));
}

TEST_P(NeighbourSuppressionByAVtep, EndsWithTheOption) {
  suppress_knowing_h2();
  suppress(false);

  EXPECT_THAT(ask_for_h2(), Reached());
  EXPECT_THAT(rule("out of vx0"), HasCounted(Ge(1)));
}

TEST_P(NeighbourSuppressionByAVtep, EndsWithTheOptionAlsoForANeighbourThatIsDown) {
  suppress_knowing_h2();
  suppress(false);
  node(h2).interface("eth0").down();

  EXPECT_THAT(ask_for_h2(), Unresolved());
  EXPECT_THAT(rule("out of vx0"), HasCounted(Ge(1)));
}

}  // namespace
}  // namespace netrig
