#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

using namespace netrig;

class Guarded : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");

  Guarded() {
    topology.connect(client, server, "10.0.0.0/24");
    topology.configure(server, nftables_text(R"(
      table inet filter {
        chain input {
          type filter hook input priority filter
          tcp dport 23 counter reject comment "no telnet"
        }
      })"));
  }
};

TEST_F(Guarded, RejectsTelnet) {
  EXPECT_THAT(node(client).connect("10.0.0.2:23/tcp"), RejectedBy(node(server)));
  EXPECT_THAT(nftables_ruleset(node(server)), HasRule("no telnet", HasCounted(1)));
}
