// DNAT: what is for the gateway's public address is answered inside.
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class PortForwarding : public Translated {
 protected:
  void network_ready() override {
    set_rules(R"(
    table inet nat {
      chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        iifname "wan0" tcp dport 8080 dnat ip to 10.0.0.2:80
        iifname "wan0" tcp dport 8080 dnat ip6 to [fd00::2]:80
      }
    }
  )");
  }

  /// The server is an outsider here, who calls; it knows the way to the private network, so that
  /// only the gateway's rules keep it out.
  void lead_inside() {
    node(server).add_route(
        {.destination = either("10.0.0.0/24", "fd00::/64"), .via = address_of_gateway});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, PortForwarding, both_families, family_name);

TEST_P(PortForwarding, LeadsToTheHostInside) {
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(connect(server, address_of_gateway, 8080), Reached());

  const auto callers = web.wait_for_callers(1, Deadline::in(kernel_patience));
  EXPECT_THAT(callers, ElementsAre(CalledFrom(address_of_server)));
  EXPECT_EQ(callers.at(0).local, Endpoint(address_of_alice, tcp(80)));
}

TEST_P(PortForwarding, IsWhatConntrackRemembers) {
  auto web = node(alice).serve(tcp(80));

  ASSERT_THAT(connect(server, address_of_gateway, 8080), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = address_of_server,
                                 .to = Endpoint(address_of_gateway, tcp(8080)),
                                 .seen_as = address_of_server,
                                 .delivered_to = Endpoint(address_of_alice, tcp(80)),
                                 .answered = true}));
}

TEST_P(PortForwarding, IsOfThatPortOnly) {
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(connect(server, address_of_gateway, 80), Refused());
  EXPECT_THAT(connect(server, address_of_gateway, 8081), Refused());

  EXPECT_THAT(web.callers(), IsEmpty());
}

TEST_P(PortForwarding, IsOfThatProtocolOnly) {
  auto dns = node(alice).serve(udp(80));

  EXPECT_THAT(node(server).exchange({address_of_gateway, udp(8080)}), Refused());

  EXPECT_THAT(dns.callers(), IsEmpty());
}

TEST_P(PortForwarding, BringsTheRefusalOfTheHostInside) {
  auto own = node(gateway).serve(tcp(8080));

  EXPECT_THAT(connect(server, address_of_gateway, 8080), Refused());

  EXPECT_THAT(own.callers(), IsEmpty());
}

TEST_P(PortForwarding, IsTheOnlyWayInThroughAFirewallThatKnowsIt) {
  lead_inside();
  node(gateway).configure(nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname "wan0" ct status dnat counter accept comment "forwarded ports"
        iifname "wan0" counter drop comment "straight to a private address"
      }
    }
  )"));
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(connect(server, address_of_gateway, 8080), Reached());
  EXPECT_THAT(connect(server, address_of_alice, 80), Dropped());

  EXPECT_THAT(rules(), HasRule("forwarded ports", HasCounted(1)));
  EXPECT_THAT(rules(), HasRule("straight to a private address", HasCounted(1)));
}

TEST_P(PortForwarding, MaySpreadConnectionsOverTwoHosts) {
  set_rules(R"(
    table inet nat {
      chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        tcp dport 80 dnat ip to numgen inc mod 2 map { 0 : 10.0.0.2, 1 : 10.0.0.3 }
        tcp dport 80 dnat ip6 to numgen inc mod 2 map { 0 : fd00::2, 1 : fd00::3 }
      }
    }
  )");
  auto first = node(alice).serve(tcp(80)), second = node(bob).serve(tcp(80));

  EXPECT_THAT(connect(server, address_of_gateway, 80), Reached());
  EXPECT_THAT(connect(server, address_of_gateway, 80), Reached());

  EXPECT_THAT(first.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_server)));
  EXPECT_THAT(second.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_server)));
}

// What the gateway answers itself, whomever it was for.
class Redirect : public Translated {
 protected:
  void network_ready() override {
    node(gateway).configure(nftables_text(R"(
      table inet own_resolver {
        chain prerouting {
          type nat hook prerouting priority dstnat; policy accept;
          iifname "lan0" udp dport 53 redirect to :5353
        }
      }
    )"));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Redirect, both_families, family_name);

TEST_P(Redirect, LetsTheGatewayAnswerInTheServersName) {
  auto own = node(gateway).serve(udp(5353), {.answer = "the gateway"});
  auto foreign = node(server).serve(udp(53), {.answer = "the server"});

  EXPECT_THAT(
      node(alice).ask(UdpProbe{.target = {address_of_server, udp(53)}, .expect = "the gateway"}),
      Reached());

  EXPECT_THAT(own.callers(), ElementsAre(CalledFrom(address_of_alice)));
  EXPECT_THAT(foreign.callers(), IsEmpty());
  EXPECT_THAT(tracked(), Tracks({.from = address_of_alice,
                                 .to = Endpoint(address_of_server, udp(53)),
                                 .delivered_to = Endpoint(inside_of_gateway, udp(5353))}));
}

TEST_P(Redirect, LeavesOtherPortsToTheServer) {
  auto own = node(gateway).serve(udp(5353));
  auto foreign = node(server).serve(udp(54), {.answer = "the server"});

  EXPECT_THAT(
      node(alice).ask(UdpProbe{.target = {address_of_server, udp(54)}, .expect = "the server"}),
      Reached());

  EXPECT_THAT(own.callers(), IsEmpty());
  EXPECT_THAT(tracked(), Not(Tracks({.delivered_to = inside_of_gateway})));
}

TEST_P(Redirect, IsRefusedWhereTheGatewayHasNoService) {
  auto foreign = node(server).serve(udp(53));

  EXPECT_THAT(node(alice).exchange({address_of_server, udp(53)}), Refused());

  EXPECT_THAT(foreign.callers(), IsEmpty());
}

}  // namespace
}  // namespace netrig
