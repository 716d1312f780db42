// A bridge inside a host or router, as container runtimes make it.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::Field;

// two containers on docker0 of a router, behind which is a server
class ContainerBridge : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId machine = topology.add_router("machine"), server = topology.add_host("server");
  const NodeId web = topology.add_host("web"), database = topology.add_host("database");

  ContainerBridge() {
    topology.connect(machine, server, {"192.0.2.0/24", "2001:db8::/64"});
    topology.connect({machine, "veth1"}, {web, {"172.17.0.2/16", "2001:db8:17::2/64"}});
    topology.connect({machine, "veth2"}, {database, {"172.17.0.3/16", "2001:db8:17::3/64"}});
    topology.add_interface(
        machine,
        {"docker0", Bridge{.ports = {"veth1", "veth2"}}, {"172.17.0.1/16", "2001:db8:17::1/64"}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, ContainerBridge, both_families, family_name);

TEST_P(ContainerBridge, JoinsItsPorts) {
  EXPECT_THAT(node(web).ping(database, GetParam()), Reached());
}

TEST_P(ContainerBridge, IsTheContainersDefaultGatewayByComputedRoutes) {
  EXPECT_THAT(node(web).ping(server, GetParam()), Reached());
}

TEST_P(ContainerBridge, IsOperationalAndItsPortsForward) {
  EXPECT_THAT(node(machine).interface("docker0").info(),
              Field("state", &InterfaceInfo::state, OperationalState::up));
  EXPECT_EQ(node(machine).interface("veth1").port().state, PortState::forwarding);
}

TEST_P(ContainerBridge, IsGoneOnceItIsRemoved) {
  node(machine).interface("docker0").remove();

  EXPECT_THAT(node(web).ping(database, GetParam()), Unresolved());
}

// Made while the network runs, on links whose ends had no bridge.
class BridgeMadeLive : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId machine = topology.add_host("machine");
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");

  BridgeMadeLive() {
    topology.connect(machine, {a, {"10.0.0.1/24", "2001:db8::1/64"}});
    topology.connect(machine, {b, {"10.0.0.2/24", "2001:db8::2/64"}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, BridgeMadeLive, both_families, family_name);

TEST_P(BridgeMadeLive, JoinsItsPorts) {
  const IpAddress target = either("10.0.0.2", "2001:db8::2");
  EXPECT_THAT(node(a).ping(target), Unresolved());

  node(machine).add_interface({"br0", Bridge{.ports = {"eth0", "eth1"}}});

  EXPECT_THAT(node(a).ping(target), Reached());
}

}  // namespace
}  // namespace netrig
