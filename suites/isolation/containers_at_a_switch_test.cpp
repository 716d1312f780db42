// Containers of one host at one bridge: each reaches the gateway and what is behind it, none
// reaches another. Their host filters frames, with the nftables family `bridge`.
//
//   alice ── port2 ┐
//   bob   ── port3 ┤ lan (br0) port1 ── lan0 gateway wan0 ── server
#include <gmock/gmock.h>

#include "families.hpp"
#include "netrig/fixtures/nat_gateway.hpp"
#include "netrig/gtest.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::Ge;
using ::testing::IsEmpty;

class ContainersAtASwitch : public NatGateway, public OfEachFamily {
 protected:
  IpAddress address_of_bob() { return node(alice).address_of(bob, GetParam()); }
  Outcome alice_asks(const IpAddress& target, TransportPort port) {
    if (port.protocol == Protocol::tcp)
      return node(alice).ask(TcpProbe{.target = {target, port}, .patience = short_patience});
    return node(alice).ask(UdpProbe{.target = {target, port}, .patience = short_patience});
  }
  /// As if each of the two were not on the other's link.
  void go_through_the_gateway() {
    const IpAddress via = either("10.0.0.1", "fd00::1");
    node(alice).add_route({.destination = either("10.0.0.3/32", "fd00::3/128"), .via = via});
    node(bob).add_route({.destination = either("10.0.0.2/32", "fd00::2/128"), .via = via});
  }
  Ruleset::Rule rule(std::string_view comment) { return nftables_ruleset(node(lan)).rule(comment); }
};
INSTANTIATE_TEST_SUITE_P(Families, ContainersAtASwitch, both_families, family_name);

TEST_P(ContainersAtASwitch, ReachEachOtherUnlessToldOtherwise) {
  const auto database = node(bob).serve(tcp(5432));

  EXPECT_THAT(alice_asks(address_of_bob(), tcp(5432)), Reached());
}

// Not even ARP gets across.
constexpr auto nothing_sideways = R"(
  table bridge isolation {
    chain forward {
      type filter hook forward priority filter; policy drop;
      iifname "port1" accept
      oifname "port1" accept
      counter comment "sideways"
    }
  })";

TEST_P(ContainersAtASwitch, DoNotFindEachOtherWhenNoFrameGoesSideways) {
  const auto database = node(bob).serve(tcp(5432));
  node(lan).configure(nftables_text(nothing_sideways));

  EXPECT_THAT(alice_asks(address_of_bob(), tcp(5432)), HasVerdict(Verdict::unresolved));

  EXPECT_THAT(database.callers(), IsEmpty());
  EXPECT_THAT(rule("sideways"), HasCounted(Ge(1)));
}

TEST_P(ContainersAtASwitch, StillReachWhatIsOutside) {
  const auto site = node(server).serve(tcp(80));
  node(lan).configure(nftables_text(nothing_sideways));

  EXPECT_THAT(node(alice).connect(site, GetParam()), Reached());
  EXPECT_THAT(node(bob).connect(site, GetParam()), Reached());
}

// The same without a ruleset: isolated ports of the bridge.
TEST_P(ContainersAtASwitch, DoNotFindEachOtherAtIsolatedPorts) {
  const auto database = node(bob).serve(tcp(5432));
  const auto site = node(server).serve(tcp(80));
  node(lan).interface("port2").set_port({.isolated = true});
  node(lan).interface("port3").set_port({.isolated = true});

  EXPECT_THAT(alice_asks(address_of_bob(), tcp(5432)), HasVerdict(Verdict::unresolved));
  EXPECT_THAT(node(alice).connect(site, GetParam()), Reached());

  EXPECT_THAT(database.callers(), IsEmpty());
}

// A gateway would send a packet back to where it came from: who knows the addresses does not need
// to find each other.
TEST_P(ContainersAtASwitch, GetAroundTheBridgeThroughTheirGateway) {
  const auto database = node(bob).serve(tcp(5432));
  node(lan).configure(nftables_text(nothing_sideways));
  go_through_the_gateway();

  EXPECT_THAT(alice_asks(address_of_bob(), tcp(5432)), Reached());
}

TEST_P(ContainersAtASwitch, DoNotGetAroundTheBridgeWhenTheGatewaySendsNothingBack) {
  const auto database = node(bob).serve(tcp(5432));
  node(lan).configure(nftables_text(nothing_sideways));
  node(gateway).configure(nftables_text(R"(
    table inet isolation {
      chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "lan0" oifname "lan0" counter drop comment "back"
      }
    })"));
  go_through_the_gateway();

  EXPECT_THAT(alice_asks(address_of_bob(), tcp(5432)), Dropped());

  EXPECT_THAT(database.callers(), IsEmpty());
  EXPECT_THAT(nftables_ruleset(node(gateway)).rule("back"), HasCounted(1));
}

// By service -------------------------------------------------------------------------------------

TEST_P(ContainersAtASwitch, ReachOnlyTheServiceThatTheRulesetNames) {
  const auto site = node(bob).serve(tcp(80)), database = node(bob).serve(tcp(5432));
  node(lan).configure(nftables_text(R"(
    table bridge isolation {
      chain sideways {
        ether type arp accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
        tcp dport 80 accept
        tcp sport 80 tcp flags & (syn | ack) != syn accept
        meta l4proto tcp counter drop comment "sideways"
        drop
      }
      chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "port2" oifname "port3" jump sideways
        iifname "port3" oifname "port2" jump sideways
      }
    })"));

  EXPECT_THAT(alice_asks(address_of_bob(), tcp(80)), Reached());
  EXPECT_THAT(alice_asks(address_of_bob(), tcp(5432)), Dropped());

  EXPECT_THAT(database.callers(), IsEmpty());
  EXPECT_THAT(rule("sideways"), HasCounted(1));
}

// Under a false name -----------------------------------------------------------------------------

constexpr auto own_addresses_only = R"(
  table bridge isolation {
    chain prerouting {
      type filter hook prerouting priority filter; policy accept;
      iifname "port2" ip saddr != 10.0.0.2 counter drop comment "not alice"
      iifname "port2" arp saddr ip != 10.0.0.2 counter drop comment "not alice's ARP"
      iifname "port2" ip6 saddr != { fd00::2, fe80::/10, :: } counter drop comment "not alice, IPv6"
    }
  })";

TEST_P(ContainersAtASwitch, SendAsThemselves) {
  node(lan).configure(nftables_text(own_addresses_only));
  const auto dns = node(bob).serve(udp(53));

  EXPECT_THAT(alice_asks(address_of_bob(), udp(53)), Reached());
}

TEST_P(ContainersAtASwitch, DoNotSendAsAnother) {
  const auto dns = node(bob).serve(udp(53));
  EXPECT_THAT(alice_asks(address_of_bob(), udp(53)), Reached());
  node(lan).configure(nftables_text(own_addresses_only));
  node(alice).interface("eth0").add_address(either("10.0.0.77/24", "fd00::77/64"));

  const UdpProbe forged{.target = {address_of_bob(), udp(53)},
                        .source = either("10.0.0.77", "fd00::77"),
                        .patience = short_patience};
  EXPECT_THAT(node(alice).ask(forged), Dropped());

  EXPECT_THAT(rule(either<const char*>("not alice", "not alice, IPv6")), HasCounted(Ge(1)));
  EXPECT_THAT(dns.callers(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace netrig
