// A test program with a firewall, of whose rules no test alone sees all. gtest_test runs it with
// NETRIG_RULE_COVERAGE.
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

using namespace netrig;

// client -- firewall
class Guarded : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_host("firewall");

  Guarded() {
    topology.connect(client, firewall, "10.0.0.0/24");
    topology.configure(firewall, nftables_text(R"(
      table inet filter {
        chain input {
          type filter hook input priority filter; policy drop;
          icmp type echo-request accept
          tcp dport 23 drop comment "no telnet"
          tcp dport 25 drop comment "no mail"
        }
      })"));
  }
};

TEST_F(Guarded, AnswersEchoes) {
  EXPECT_THAT(node(client).ping(firewall), Reached());
}

TEST_F(Guarded, HasNoTelnet) {
  auto telnet = node(firewall).serve(tcp(23));
  EXPECT_THAT(node(client).connect(telnet), DroppedBy(Rule("no telnet")));
}
