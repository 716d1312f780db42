// Packets whose source cannot be where they come from: rp_filter (RFC 3704) for IPv4, and nft's
// `fib` for both families.
#include "firewall/zones.hpp"

namespace netrig {
namespace {

using ::testing::IsEmpty;

/// What the attacker in the wan claims to be: somebody in the lan, or nobody that there is a route
/// to.
const IpAddress lan_v4 = "192.0.2.55", nowhere_v4 = "203.0.113.7";
const IpAddress lan_v6 = "2001:db8:1::55", nowhere_v6 = "2001:db8:ff::7";

constexpr auto anti_spoofing = R"(
  table inet spoofing {
    chain prerouting {
      type filter hook prerouting priority raw; policy accept;
      fib saddr . iif oif missing counter drop comment "spoofed"
    }
  })";
// Packets in front of rp_filter, and behind it.
constexpr auto witnesses = R"(
  table inet witness {
    chain before {
      type filter hook prerouting priority raw; policy accept;
      udp dport 53 counter comment "arrived"
    }
    chain behind {
      type filter hook forward priority filter; policy accept;
      udp dport 53 counter comment "passed"
    }
  })";

class Spoofing : public Zones {
 protected:
  Spoofing() { topology.configure(firewall, nftables_text(witnesses)); }

  /// A datagram of the attacker's for the site's port 53, which hears no answer.
  void send_as(const IpAddress& source) {
    const auto family = source.is_v4() ? Family::ipv4 : Family::ipv6;
    node(internet).ask(UdpProbe{.target = {node(internet).address_of(web, family), udp(53)},
                                .source = source,
                                .transparent = true,
                                .patience = short_patience});
  }
  Outcome ask_as_itself(Family family) {
    return node(internet).ask(udp_to(node(internet).address_of(web, family), 53));
  }
};

TEST_F(Spoofing, WithoutAnyProtectionAForgedSourceGetsIn) {
  const auto dns = node(web).serve(udp(53));

  send_as(lan_v4);

  EXPECT_EQ(dns.wait_for_callers(1, Deadline::in(short_patience)).at(0).remote.address, lan_v4);
}

TEST_F(Spoofing, StrictReversePathsKeepOutWhoShouldComeFromElsewhere) {
  const auto dns = node(web).serve(udp(53));
  node(firewall).set_sysctl("net.ipv4.conf.wan0.rp_filter", "1");

  send_as(lan_v4);

  EXPECT_THAT(counted(node(firewall), "arrived"), HasCounted(1));
  EXPECT_THAT(counted(node(firewall), "passed"), HasCounted(0));
  EXPECT_THAT(dns.callers(), IsEmpty());
}

TEST_F(Spoofing, LooseReversePathsOnlyKeepOutWhoIsNowhere) {
  node(firewall).set_sysctl("net.ipv4.conf.wan0.rp_filter", "2");

  send_as(nowhere_v4);
  EXPECT_THAT(counted(node(firewall), "arrived"), HasCounted(1));
  EXPECT_THAT(counted(node(firewall), "passed"), HasCounted(0));

  send_as(lan_v4);
  EXPECT_THAT(counted(node(firewall), "passed"), HasCounted(1));
}

TEST_F(Spoofing, StrictReversePathsLetTheHonestIn) {
  const auto dns = node(web).serve(udp(53));
  node(firewall).set_sysctl("net.ipv4.conf.all.rp_filter", "1");

  EXPECT_THAT(ask_as_itself(Family::ipv4), Reached());
}

// IPv6 has no rp_filter, hence the next suite.
TEST_F(Spoofing, StrictReversePathsAreIpv4sOnly) {
  const auto dns = node(web).serve(udp(53));
  node(firewall).set_sysctl("net.ipv4.conf.all.rp_filter", "1");

  send_as(lan_v6);

  EXPECT_EQ(dns.wait_for_callers(1, Deadline::in(short_patience)).at(0).remote.address, lan_v6);
}

class AntiSpoofing : public Spoofing, public OfEachFamily {
 protected:
  AntiSpoofing() { topology.configure(firewall, nftables_text(anti_spoofing)); }
  static bool is_v4() { return GetParam() == Family::ipv4; }
};
INSTANTIATE_TEST_SUITE_P(Families, AntiSpoofing, both_families, family_name);

TEST_P(AntiSpoofing, ByFibKeepsOutWhoShouldComeFromElsewhere) {
  const auto dns = node(web).serve(udp(53));

  send_as(is_v4() ? lan_v4 : lan_v6);

  EXPECT_THAT(counted(node(firewall), "spoofed"), HasCounted(1));
  EXPECT_THAT(counted(node(firewall), "passed"), HasCounted(0));
  EXPECT_THAT(dns.callers(), IsEmpty());
}

TEST_P(AntiSpoofing, ByFibKeepsOutWhoIsNowhere) {
  send_as(is_v4() ? nowhere_v4 : nowhere_v6);

  EXPECT_THAT(counted(node(firewall), "spoofed"), HasCounted(1));
  EXPECT_THAT(counted(node(firewall), "passed"), HasCounted(0));
}

TEST_P(AntiSpoofing, ByFibLetsTheHonestInAndTheirNeighbourDiscovery) {
  const auto dns = node(web).serve(udp(53));

  EXPECT_THAT(ask_as_itself(GetParam()), Reached());

  EXPECT_THAT(counted(node(firewall), "spoofed"), HasCounted(0));
}

// The firewall's own address, from outside.
TEST_P(AntiSpoofing, ByFibKeepsOutWhoClaimsToBeTheFirewall) {
  const auto dns = node(web).serve(udp(53));

  send_as(node(desk).address_of(firewall, GetParam()));

  EXPECT_THAT(counted(node(firewall), "spoofed"), HasCounted(1));
  EXPECT_THAT(dns.callers(), IsEmpty());
}

}  // namespace
}  // namespace netrig
