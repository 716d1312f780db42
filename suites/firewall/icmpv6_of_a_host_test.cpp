// Which ICMPv6 a host's own firewall must let in: RFC 4890 section 4.4.
#include "firewall/traffic.hpp"
#include "netrig/fixtures/two_hosts.hpp"

namespace netrig {
namespace {

constexpr auto host = R"(
  table inet host {
    set local_icmpv6 {
      type icmpv6_type
      elements = { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert }
    }
    chain input {
      type filter hook input priority filter; policy drop;
      icmpv6 type @local_icmpv6 ip6 hoplimit 255 accept
      tcp dport 22 accept
      meta nfproto ipv6 counter comment "dropped"
    }
  })";

class IcmpOfAHost : public TwoHosts {
 protected:
  IcmpOfAHost() { topology.configure(server, nftables_text(host)); }
  Outcome ssh(Family family) {
    return node(client).ask(tcp_to(node(client).address_of(server, family), 22));
  }
};

TEST_F(IcmpOfAHost, NeedsNoMoreThanNeighbourDiscoveryForAService) {
  const auto sshd = node(server).serve(tcp(22));

  EXPECT_THAT(ssh(Family::ipv6), Reached());
  EXPECT_THAT(node(client).resolve_neighbour("2001:db8::2"), Reached());
}

TEST_F(IcmpOfAHost, IsNotFoundByItsNeighboursWithoutSolicitations) {
  const auto sshd = node(server).serve(tcp(22));
  node(server).configure(
      nftables_text("delete element inet host local_icmpv6 { nd-neighbor-solicit }"));

  EXPECT_THAT(ssh(Family::ipv6), HasVerdict(Verdict::unresolved));

  EXPECT_THAT(counted(node(server), "dropped"), HasCounted(::testing::Ge(1)));
}

// ARP is no matter of the family inet.
TEST_F(IcmpOfAHost, IsStillFoundOverIpv4WithoutSolicitations) {
  const auto sshd = node(server).serve(tcp(22));
  node(server).configure(
      nftables_text("delete element inet host local_icmpv6 { nd-neighbor-solicit }"));

  EXPECT_THAT(ssh(Family::ipv4), Reached());
}

TEST_F(IcmpOfAHost, FindsNobodyWithoutAdvertisements) {
  EXPECT_THAT(node(server).resolve_neighbour("2001:db8::1"), Reached());

  node(server).configure(
      nftables_text("delete element inet host local_icmpv6 { nd-neighbor-advert }"));

  EXPECT_THAT(node(server).resolve_neighbour("2001:db8::1"), HasVerdict(Verdict::unresolved));
}

TEST_F(IcmpOfAHost, MayRefuseToBePinged) {
  const auto sshd = node(server).serve(tcp(22));

  EXPECT_THAT(node(client).ask(echo_to("2001:db8::2")), Dropped());

  EXPECT_THAT(ssh(Family::ipv6), Reached());
  EXPECT_THAT(counted(node(server), "dropped"), HasCounted(1));
}

}  // namespace
}  // namespace netrig
