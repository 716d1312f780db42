#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

using namespace netrig;
using testing::HasSubstr;
using testing::Not;

// app -- firewall -- database
class Backend : public NetworkTest {
 protected:
  const NodeId firewall = topology.add_router("firewall");
  const NodeId app = topology.add_host("app"), database = topology.add_host("database");

  Backend() {
    topology.connect(app, firewall, {"10.0.1.0/24", "fd00:1::/64"});
    topology.connect(firewall, database, {"10.0.2.0/24", "fd00:2::/64"});
    topology.configure(firewall, nftables_text(R"(
      table inet filter {
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state established,related accept
          tcp dport 5432 accept
          tcp dport 22 reject with tcp reset comment "no shell"
          tcp dport 23 drop comment "no telnet"
        }
      })"));
  }
};

TEST_F(Backend, SaysWhichRuleDropped) {
  auto telnet = node(database).serve(tcp(23));

  const auto outcome = node(app).connect(telnet);

  EXPECT_THAT(outcome, DroppedAt(node(firewall), Rule("no telnet")));
  EXPECT_THAT(node(app).ping(database), DroppedBy(Rule::policy_of("inet filter forward")));
}

TEST_F(Backend, TellsAFirewallsResetFromAClosedPort) {
  auto shell = node(database).serve(tcp(22));

  EXPECT_THAT(node(app).connect(shell, Family::ipv6), RejectedAt(node(firewall), Rule("no shell")));
  EXPECT_THAT(node(app).connect({node(app).address_of(database), tcp(5432)}), Refused());
}

TEST_F(Backend, IsIsolatedByTheFirewallAndNothingElse) {
  EXPECT_THAT(node(app).connect({node(app).address_of(database), tcp(23)}), Not(Isolated()))
      << "nobody listens there, so that proves nothing";

  auto telnet = node(database).serve(tcp(23));
  EXPECT_THAT(node(app).connect(telnet), IsolatedBy(node(firewall)));
}

TEST_F(Backend, SaysWhereARouteIsMissing) {
  auto postgres = node(database).serve(tcp(5432));
  node(database).remove_route({.destination = "0.0.0.0/0"});

  const auto outcome = node(app).connect(postgres, Family::ipv4);

  EXPECT_THAT(outcome, DroppedAt(node(database), DropCause::route));
  EXPECT_THAT(to_string(outcome), HasSubstr("the answer was dropped at database"));
}
