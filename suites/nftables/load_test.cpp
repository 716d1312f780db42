// A ruleset is put in force as `nft -f` would.
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"

namespace netrig {
namespace {

// client --- firewall --- server
class Firewall : public NetworkTest, public ::testing::WithParamInterface<Family> {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_router("firewall");
  const NodeId server = topology.add_host("server");

  Firewall() {
    topology.connect(client, firewall, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(firewall, server, {"10.0.2.0/24", "2001:db8:2::/64"});
    topology.configure(firewall, nftables_text(R"(
table inet filter {
  chain forward {
    type filter hook forward priority filter
    tcp dport 23 drop comment "no telnet"
  }
}
)"));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Firewall, both_families, family_name);

TEST_P(Firewall, DropsOnePortAndForwardsAnother) {
  const auto web = node(server).serve(tcp(80));
  const auto telnet = node(server).serve(tcp(23));

  EXPECT_THAT(node(client).connect(web, GetParam()), Reached());
  EXPECT_THAT(node(client).connect(telnet, GetParam()), Silent());
}

}  // namespace
}  // namespace netrig
