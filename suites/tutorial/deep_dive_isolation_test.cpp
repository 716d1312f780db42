// "The Unseen Network": what the article promises of isolation. Lateral movement is blocked, and
// tenants with the same addresses share a machine.
#include <netrig/fixtures/multi_tenant.hpp>

#include "families.hpp"
#include "narrated.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;

// Microservices on one machine; somebody has broken into the web server.
class LateralMovement : public Narrated<NetworkTest> {
 protected:
  const NodeId machine = topology.add_switch(
      "machine", {.bridge = "docker0", .addresses = {"172.17.0.1/16", "fd00::1/64"}});
  const NodeId web = topology.add_host("web"), database = topology.add_host("database");
  const LinkId cable_of_web = confine(web), cable_of_database = confine(database);

  std::vector<Outcome> attack(const Service& service) {
    return {node(web).connect(service, Family::ipv4, short_patience),
            node(web).connect(service, Family::ipv6, short_patience)};
  }

 private:
  LinkId confine(NodeId microservice) {
    return topology.connect(microservice, machine, {"172.17.0.0/16", "fd00::/64"},
                            {.port = {.isolated = true}});
  }
};

TEST_F(LateralMovement, IsBlockedBetweenIsolatedPortsOfTheBridge) {
  const auto port = node(database).serve(tcp(5432));

  step("isolation", "Go on from the web server to the database");
  claim("the database is not even found by ARP and neighbour discovery",
        std::vector{node(web).resolve_neighbour(node(web).address_of(database, Family::ipv4)),
                    node(web).resolve_neighbour(node(web).address_of(database, Family::ipv6))},
        Each(Unresolved()));
  claim("so no connection is made", attack(port), Each(Unresolved()));
  claim("and nobody has called", port.callers(), IsEmpty());
  claim("though it listens: the machine itself reaches it", node(machine).connect(port), Reached());
}

TEST_F(LateralMovement, IsBlockedByTheIsolationAndNothingElse) {
  const auto port = node(database).serve(tcp(5432));

  step("isolation", "Take the isolation of the database's port away");
  node(machine).interface("port2").set_port({.isolated = false});

  claim("the web server reaches the database", attack(port), Each(Reached()));
}

// Two customers with the same addresses behind one provider, and one server for both.
class TenantsOfOneProvider : public Narrated<MultiTenant>, public OfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, TenantsOfOneProvider, both_families, family_name);

TEST_P(TenantsOfOneProvider, ReachTheSameServerFromTheSameAddress) {
  const auto site = node(server).serve(tcp(80));
  const TcpProbe probe{.target = {either<IpAddress>("203.0.113.80", "2001:db8::80"), tcp(80)},
                       .source_port = 4000};
  const auto address = either<InterfaceAddress>("10.0.0.2/24", "fd00::2/64");

  step("tenants", "Call from the same address and port as red and as blue");
  claim("red has that address", node(red_host).addresses(), HasAddress(address));
  claim("blue has it as well", node(blue_host).addresses(), HasAddress(address));
  claim("red is answered", node(red_host).ask(probe), Reached());
  claim("blue is answered", node(blue_host).ask(probe), Reached());
}

TEST_P(TenantsOfOneProvider, DoNotReachEachOther) {
  step("tenants", "Go from red to blue's edge");
  claim("nothing comes back, because of the provider's rule",
        node(red_host).ping(either("100.64.2.2", "fd64:2::2")),
        DroppedAt(provider, Rule("tenant to tenant")));
  claim("which counts it", nftables_ruleset(node(provider)).rule("tenant to tenant"),
        HasCounted(1));
}

}  // namespace
}  // namespace netrig
