// Masquerade: private hosts go out with the address of the gateway's uplink.
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Masquerade : public Translated {
 protected:
  void network_ready() override {
    set_rules(R"(
    table inet nat {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "wan0" counter masquerade comment "inside to outside"
      }
    }
  )");
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Masquerade, both_families, family_name);

TEST_P(Masquerade, ShowsTheServerTheGatewaysAddress) {
  auto web = node(server).serve(tcp(80));

  const auto outcome = node(alice).connect(web, family);

  ASSERT_THAT(outcome, Reached());
  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(address_of_gateway)));
  EXPECT_EQ(outcome.source.value().address, address_of_alice);
  EXPECT_EQ(outcome.seen_as.value().address, address_of_gateway);
}

TEST_P(Masquerade, IsWhatConntrackRemembers) {
  auto web = node(server).serve(tcp(80));

  const auto outcome = node(alice).connect(web, family);

  EXPECT_THAT(tracked(), Tracks({.from = outcome.source.value(),
                                 .to = Endpoint(address_of_server, tcp(80)),
                                 .seen_as = outcome.seen_as.value(),
                                 .delivered_to = Endpoint(address_of_server, tcp(80)),
                                 .answered = true}));
  EXPECT_THAT(tracked(), Not(Tracks({.seen_as = address_of_alice})));
}

TEST_P(Masquerade, IsForDatagramsAsWell) {
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(node(alice).exchange(dns, family), Reached());
  EXPECT_THAT(node(bob).exchange(dns, family), Reached());

  EXPECT_THAT(dns.callers(),
              ElementsAre(CalledFrom(address_of_gateway), CalledFrom(address_of_gateway)));
}

TEST_P(Masquerade, IsForEchoesAsWell) {
  EXPECT_THAT(node(alice).ping(address_of_server), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = address_of_alice, .seen_as = address_of_gateway}));
}

TEST_P(Masquerade, BringsIcmpErrorsBackToTheOneWhoAsked) {
  EXPECT_THAT(node(alice).exchange({address_of_server, udp(9)}), Refused());
}

TEST_P(Masquerade, IsDecidedOncePerConnection) {
  auto web = node(server).serve(tcp(80));

  ASSERT_THAT(
      node(alice).ask(TcpProbe{
          .target = {address_of_server, tcp(80)}, .send = "one segment", .expect = "one segment"}),
      Reached());

  EXPECT_THAT(rules().rule("inside to outside"), HasCounted(1));
}

TEST_P(Masquerade, TakesTheAddressThatTheUplinkHasNow) {
  const InterfaceAddress newer(either("203.0.113.7", "2001:db8::7"), either(24U, 64U));
  const InterfaceAddress older(address_of_gateway, newer.prefix_length());
  auto web = node(server).serve(tcp(80));
  ASSERT_THAT(node(alice).connect(web, family), Reached());

  node(gateway).interface("wan0").remove_address(older);
  node(gateway).interface("wan0").add_address(newer);

  EXPECT_THAT(connect(alice, address_of_server, 80), Reached());
  EXPECT_THAT(web.wait_for_callers(2, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_gateway), CalledFrom(newer.address())));
}

TEST_P(Masquerade, LeavesWhatStaysInsideAsItIs) {
  auto web = node(bob).serve(tcp(80));

  EXPECT_THAT(node(alice).connect(web, family), Reached());

  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(address_of_alice)));
  EXPECT_THAT(tracked(), Not(Tracks({.to = address_of_bob})));
}

TEST_P(Masquerade, LetsNobodyInWhoWasNotAsked) {
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(connect(server, address_of_gateway, 80), Refused());
  EXPECT_THAT(connect(server, address_of_alice, 80), NoRouteAt(node(server)));

  EXPECT_THAT(web.callers(), IsEmpty());
}

TEST_P(Masquerade, IsWhyAnAnswerComesBackAtAll) {
  auto dns = node(server).serve(udp(53));
  set_rules(R"(
    table inet leaks {
      chain postrouting {
        type filter hook postrouting priority srcnat; policy accept;
        oifname "wan0" ip saddr 10.0.0.0/24 counter comment "IPv4"
        oifname "wan0" ip6 saddr fd00::/64 udp dport 53 counter comment "IPv6"
      }
    }
  )");

  EXPECT_THAT(
      node(alice).ask(UdpProbe{.target = {address_of_server, udp(53)}, .patience = short_patience}),
      Dropped());

  // The server has heard it, and knows no way back to a private address.
  EXPECT_THAT(dns.wait_for_callers(1, Deadline::in(kernel_patience)),
              Each(CalledFrom(address_of_alice)));
  EXPECT_THAT(rules().rule(to_string(family)), HasCounted(1));
}

}  // namespace
}  // namespace netrig
