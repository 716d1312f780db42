// A cable behind a switch that a program takes out, of which netrig does not know.
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// client --- firewall --- lan (a switch) --- server
class BehindASwitch : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_router("firewall");
  const NodeId lan = topology.add_switch("lan");
  const NodeId server = topology.add_host("server");
  const IpAddress target = either("10.0.2.2", "2001:db8:2::2");

  BehindASwitch() {
    topology.connect({server, {"10.0.2.2/24", "2001:db8:2::2/64"}}, {lan, "port"});
    topology.connect({firewall, {"10.0.2.1/24", "2001:db8:2::1/64"}}, lan);
    topology.connect({client, {"10.0.1.2/24", "2001:db8:1::2/64"}},
                     {firewall, {"10.0.1.1/24", "2001:db8:1::1/64"}});
    topology.configure(firewall, nftables_text(R"(
      table inet filter {
        chain forward {
          type filter hook forward priority filter; policy accept;
          tcp dport 5432 drop
        }
      })"));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, BehindASwitch, both_families, family_name);

TEST_P(BehindASwitch, AServerIsIsolatedByTheFirewall) {
  const auto database = node(server).serve(tcp(5432));

  EXPECT_THAT(node(client).connect(database, GetParam()), IsolatedBy(node(firewall)));
}

TEST_P(BehindASwitch, AServerWithoutItsCableIsNot) {
  const auto database = node(server).serve(tcp(5432));
  ASSERT_THAT(node(lan).run_program({"ip", "link", "set", "port", "down"}), Succeeded());

  const auto outcome = node(client).connect(database, GetParam());

  EXPECT_THAT(outcome, Not(Isolated()));
  EXPECT_THAT(to_string(outcome), HasSubstr("eth0 of server has no carrier"));
}

}  // namespace
}  // namespace netrig
