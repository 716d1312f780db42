#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

using namespace netrig;

// guest -- firewall -- printer
class GuestNetwork : public NetworkTest {
 protected:
  const NodeId firewall = topology.add_router("firewall");
  const NodeId guest = topology.add_host("guest"), printer = topology.add_host("printer");

  GuestNetwork() {
    topology.connect(guest, firewall, {"10.0.1.0/24", "fd00:1::/64"});
    topology.connect(firewall, printer, {"10.0.2.0/24", "fd00:2::/64"});
    topology.configure(firewall, nftables_text(R"(
      table inet filter {
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state established,related accept
          tcp dport { 631, 9100 } accept
          tcp dport 80 reject with tcp reset comment "no settings"
          udp dport 161 drop comment "no management"
        }
      })"));
  }
};

TEST_F(GuestNetwork, NeedsEveryRuleOfItsFirewall) {
  const auto recorder = network().record_rules();  // before the packets that are to be counted
  auto printing = node(printer).serve(tcp(631)), settings = node(printer).serve(tcp(80));

  EXPECT_THAT(node(guest).connect(printing), Reached());
  EXPECT_THAT(node(guest).connect(settings), Rejected());
  EXPECT_THAT(node(guest).ping(printer), Dropped());

  EXPECT_THAT(recorder.coverage(), CoversEveryRuleBut({Rule("no management")}));
}
