#include <netrig/gtest.hpp>

using namespace netrig;

// Two machines with a bridge each, which a tunnel makes one: guest1 -- vtep1 ══ vtep2 -- guest2.
class Overlay : public NetworkTest {
 protected:
  const NodeId vtep1 = topology.add_host("vtep1"), vtep2 = topology.add_host("vtep2");
  const NodeId guest1 = topology.add_host("guest1"), guest2 = topology.add_host("guest2");

  Overlay() {
    topology.connect({vtep1, "wan0", {"192.0.2.1/24"}}, {vtep2, "wan0", {"192.0.2.2/24"}});
    topology.connect({guest1, {"10.1.0.1/24"}}, {vtep1, "port1"});
    topology.connect({guest2, {"10.1.0.2/24"}}, {vtep2, "port1"});
    topology.add_interface(vtep1, {"vx0", Vxlan{.id = 10, .remote = "192.0.2.2"}});
    topology.add_interface(vtep2, {"vx0", Vxlan{.id = 10, .remote = "192.0.2.1"}});
    for (const auto vtep : {vtep1, vtep2})
      topology.add_interface(vtep, {"br0", Bridge{.ports = {"port1", "vx0"}}});
  }
};

TEST_F(Overlay, JoinsTheTwoBridges) {
  EXPECT_THAT(node(guest1).ping(guest2), Reached());
  EXPECT_GT(node(vtep1).interface("vx0").statistics().sent.packets, 0U);
}

TEST_F(Overlay, IsCutByAnIsolatedPort) {
  for (const auto* name : {"port1", "vx0"}) {
    auto options = node(vtep2).interface(name).port().options;
    options.isolated = true;
    node(vtep2).interface(name).set_port(options);
  }

  EXPECT_THAT(node(guest1).ping(guest2), Unresolved());
}
