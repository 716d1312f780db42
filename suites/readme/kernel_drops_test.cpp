#include <netrig/gtest.hpp>

using namespace netrig;
using namespace std::chrono_literals;

// client -- router -- server; the router's rules are not those of nftables
class OldFirewall : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  const NodeId router = topology.add_router("router");

  OldFirewall() {
    topology.connect({client, {"10.0.1.2/24", "192.0.2.1/32"}}, {router, "lan", {"10.0.1.1/24"}});
    topology.connect(router, server, "10.0.2.0/24");
    topology.set_sysctl(router, "net.ipv4.conf.lan.rp_filter", "1");
    topology.configure(router, iptables_text("*filter\n-A FORWARD -p icmp -j DROP\nCOMMIT\n",
                                             {.backend = IptablesBackend::legacy}));
  }
  void network_ready() override {
    if (!kernel_has(Feature::ebpf)) GTEST_SKIP() << missing(Feature::ebpf);
  }
};

TEST_F(OldFirewall, IsSeenToDropByItsKernel) {
  const auto outcome = node(client).ping("10.0.2.2", 1, 200ms);

  ASSERT_THAT(outcome, DroppedAt(node(router), DropCause::kernel));
  EXPECT_EQ(outcome.drop->kernel_reason, "NETFILTER_DROP");
}

TEST_F(OldFirewall, TakesNoSourceThatItHasNoRouteTo) {
  auto web = node(server).serve(tcp(80));
  EXPECT_THAT(node(client).ping("10.0.1.1"), Reached());  // ARP knows the router now

  const auto outcome =
      node(client).ask(TcpProbe{.target = {"10.0.2.2", tcp(80)}, .source = "192.0.2.1"});

  ASSERT_THAT(outcome, DroppedAt(node(router), DropCause::route));  // at once
  EXPECT_EQ(outcome.drop->kernel_reason, "IP_RPFILTER");
}
