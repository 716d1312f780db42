// Forwarding is what makes a router of a node, and a sysctl.
#include "firewalled.hpp"
#include "force_forwarding.hpp"
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Forwarding : public FirewalledInBothFamilies {
 protected:
  const Endpoint dns_of_server{server_address(family), udp(53)};
  const IpAddress near_side = either("10.0.1.1", "2001:db8:1::1");
  const IpAddress far_side = either("10.0.2.1", "2001:db8:2::1");

  Forwarding() {
    topology.configure(firewall, nftables_text(R"(
      table inet counts {
        chain prerouting {
          type filter hook prerouting priority filter; policy accept;
          udp dport 53 counter comment "came in"
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          udp dport 53 counter comment "was forwarded"
        }
      }
    )"));
  }
  void forward(const char* on_or_off) {
    node(firewall).set_sysctl(
        either<const char*>("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"), on_or_off);
  }
  Outcome ask() {
    return node(client).ask(UdpProbe{.target = dns_of_server, .patience = short_patience});
  }
  Ruleset rules() { return nftables_ruleset(node(firewall)); }
};
INSTANTIATE_TEST_SUITE_P(Families, Forwarding, both_families, family_name);

TEST_P(Forwarding, IsOnInARouter) {
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(ask(), Reached());

  EXPECT_THAT(rules(), HasRule("was forwarded", HasCounted(1)));
}

TEST_P(Forwarding, ThatIsOffLetsNothingThrough) {
  auto dns = node(server).serve(udp(53));
  forward("0");

  EXPECT_THAT(ask(), Dropped());

  EXPECT_THAT(dns.callers(), IsEmpty());
  EXPECT_THAT(rules(), HasRule("came in", HasCounted(1)));
  EXPECT_THAT(rules(), HasRule("was forwarded", HasCounted(0)));
  EXPECT_THAT(network().path(client, UdpProbe{.target = dns_of_server, .patience = short_patience}),
              EndsAfter(firewall));
}

TEST_P(Forwarding, ThatIsOffLeavesTheRouterItselfToBeReached) {
  forward("0");

  EXPECT_THAT(node(client).ping(near_side), Reached());
  EXPECT_THAT(node(client).ping(far_side), Reached());
  EXPECT_THAT(node(firewall).ping(server_address(family)), Reached());
}

TEST_P(Forwarding, ThatIsOnAgainLetsThroughAtOnce) {
  auto dns = node(server).serve(udp(53));
  forward("0");
  ASSERT_THAT(ask(), Dropped());

  forward("1");

  EXPECT_THAT(ask(), Reached());
}

TEST_P(Forwarding, IsAMatterOfEachFamily) {
  forward("0");

  EXPECT_THAT(node(client).ping(server_address(other_than(family))), Reached());
}

class DescribedForwarding : public Forwarding {
 protected:
  DescribedForwarding() {
    topology.set_sysctl(firewall, "net.ipv4.ip_forward", "0");
    topology.set_sysctl(firewall, "net.ipv6.conf.all.forwarding", "0");
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DescribedForwarding, both_families, family_name);

TEST_P(DescribedForwarding, IsOffFromTheStart) {
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(ask(), Dropped());

  EXPECT_THAT(rules(), HasRule("was forwarded", HasCounted(0)));
}

// IPv4 has a switch for each interface.
TEST_F(Firewalled, ForwardsByTheInterfaceWhereAPacketComesInOverIpv4) {
  auto at_client = node(client).serve(udp(53)), at_server = node(server).serve(udp(53));

  node(firewall).set_sysctl("net.ipv4.conf.lan.forwarding", "0");

  EXPECT_THAT(node(client).ask(UdpProbe{.target = "10.0.2.2:53/udp", .patience = short_patience}),
              Dropped());
  EXPECT_THAT(node(server).ask(UdpProbe{.target = "10.0.1.2:53/udp", .patience = short_patience}),
              Dropped());
  EXPECT_THAT(at_server.callers(), IsEmpty());
  // It was the answer that got stuck.
  EXPECT_THAT(at_client.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom("10.0.2.2")));
}

// IPv6 has one for all, and beside it from Linux 6.17 on one for each; either will do
// (ip6_forward()).
TEST_F(Firewalled, ForwardsByTheInterfaceWhereAPacketComesInOverIpv6) {
  if (!kernel_has_force_forwarding()) GTEST_SKIP() << no_force_forwarding;
  auto at_client = node(client).serve(udp(53)), at_server = node(server).serve(udp(53));

  node(firewall).set_sysctl("net.ipv6.conf.all.forwarding", "0");
  node(firewall).set_sysctl("net.ipv6.conf.wan.force_forwarding", "1");

  EXPECT_THAT(
      node(client).ask(UdpProbe{.target = "[2001:db8:2::2]:53/udp", .patience = short_patience}),
      Dropped());
  EXPECT_THAT(
      node(server).ask(UdpProbe{.target = "[2001:db8:1::2]:53/udp", .patience = short_patience}),
      Dropped());
  EXPECT_THAT(at_server.callers(), IsEmpty());
  // It was the answer that got stuck.
  EXPECT_THAT(at_client.callers(), ElementsAre(CalledFrom("2001:db8:2::2")));

  node(firewall).set_sysctl("net.ipv6.conf.lan.force_forwarding", "1");

  EXPECT_THAT(network().path(client, "2001:db8:2::2"), Takes(firewall, server));
}

}  // namespace
}  // namespace netrig
