#include <netrig/gtest.hpp>

using namespace netrig;

// An office with two uplinks: its guests go out by the slow one.
class TwoUplinks : public NetworkTest {
 protected:
  const NodeId desk = topology.add_host("desk"), guest = topology.add_host("guest");
  const NodeId office = topology.add_router("office"), internet = topology.add_router("internet");
  const NodeId fast = topology.add_router("fast"), slow = topology.add_router("slow");

  TwoUplinks() {
    topology.connect(desk, office, "10.0.1.0/24");
    topology.connect(guest, office, "10.0.2.0/24");
    topology.connect(office, fast, "198.51.100.0/30");
    topology.connect(office, slow, "198.51.100.4/30");
    topology.connect(fast, internet, "203.0.113.0/30");
    topology.connect(slow, internet, "203.0.113.4/30");
    topology.add_route(office, Route{.via = "198.51.100.6", .table = 100});
    topology.add_rule(office, {.priority = 10, .from = "10.0.2.0/24", .table = 100});
  }
};

TEST_F(TwoUplinks, GuestsTakeTheSlowOne) {
  EXPECT_THAT(network().path(desk, "203.0.113.2"), Takes("office", "fast", "internet"));
  EXPECT_THAT(network().path(guest, "203.0.113.2"), Takes("office", "slow", "internet"));
}
