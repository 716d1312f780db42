// SNAT to given addresses, and what becomes of source ports that clash.
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Ne;
using ::testing::Not;

class SourceNat : public Translated {
 protected:
  const IpAddress second_of_gateway = either("203.0.113.2", "2001:db8::2");

  void network_ready() override {
    node(gateway).interface("wan0").add_address({second_of_gateway, either(24U, 64U)});
  }
  // Of alice only.
  void translate_alice() {
    set_rules(R"(
      table inet nat {
        chain postrouting {
          type nat hook postrouting priority srcnat; policy accept;
          oifname "wan0" ip saddr 10.0.0.2 snat ip to 203.0.113.2 comment "alice has her own"
          oifname "wan0" ip6 saddr fd00::2 snat ip6 to 2001:db8::2
          oifname "wan0" snat ip to 203.0.113.1 comment "the others share one"
          oifname "wan0" snat ip6 to 2001:db8::1
        }
      }
    )");
  }
};
INSTANTIATE_TEST_SUITE_P(Families, SourceNat, both_families, family_name);

TEST_P(SourceNat, ShowsTheServerTheGivenAddress) {
  translate_alice();
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(alice).connect(web, family), Reached());

  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(second_of_gateway)));
  EXPECT_THAT(tracked(), Tracks({.from = address_of_alice, .seen_as = second_of_gateway}));
}

TEST_P(SourceNat, IsForThoseWhoTheRuleIsFor) {
  translate_alice();
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(bob).connect(web, family), Reached());

  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(address_of_gateway)));
  EXPECT_THAT(tracked(), Not(Tracks({.from = address_of_bob, .seen_as = second_of_gateway})));
}

TEST_P(SourceNat, KeepsThePortThatTheClientChose) {
  translate_alice();
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(connect_from(4000, alice, 80), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = Endpoint(address_of_alice, tcp(4000)),
                                 .seen_as = Endpoint(second_of_gateway, tcp(4000))}));
}

TEST_P(SourceNat, MayChooseFromARangeOfPorts) {
  set_rules(R"(
    table inet nat {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 meta l4proto tcp snat ip to 203.0.113.2:5000-5009
        meta nfproto ipv6 meta l4proto tcp snat ip6 to [2001:db8::2]:5000-5009
      }
    }
  )");
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(connect_from(4000, alice, 80), Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(second_of_gateway, AllOf(Ge(5000), Le(5009)))));
}

// Two clients, one public address, the same source port: only the gateway can tell them apart.
class PortClash : public Translated {};
INSTANTIATE_TEST_SUITE_P(Families, PortClash, both_families, family_name);

TEST_P(PortClash, LetsBothReachTheServer) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(connect_from(4000, alice, 80), Reached());
  EXPECT_THAT(connect_from(4000, bob, 80), Reached());

  EXPECT_THAT(
      web.wait_for_callers(2, Deadline::in(kernel_patience)),
      ElementsAre(CalledFrom(address_of_gateway, 4000), CalledFrom(address_of_gateway, Ne(4000))));
}

TEST_P(PortClash, GivesTheSecondOneAnotherPort) {
  auto web = node(server).serve(tcp(80));

  ASSERT_THAT(connect_from(4000, alice, 80), Reached());
  ASSERT_THAT(connect_from(4000, bob, 80), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = Endpoint(address_of_alice, tcp(4000)),
                                 .seen_as = Endpoint(address_of_gateway, tcp(4000))}));
  EXPECT_THAT(tracked(), Tracks({.from = Endpoint(address_of_bob, tcp(4000)),
                                 .seen_as = address_of_gateway,
                                 .answered = true}));
  EXPECT_THAT(
      tracked(),
      Not(Tracks({.from = address_of_bob, .seen_as = Endpoint(address_of_gateway, tcp(4000))})));
}

TEST_P(PortClash, IsNoneTowardsTwoServices) {
  auto web = node(server).serve(tcp(80));
  auto other = node(server).serve(tcp(81));

  EXPECT_THAT(connect_from(4000, alice, 80), Reached());
  EXPECT_THAT(connect_from(4000, bob, 81), Reached());

  EXPECT_THAT(other.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFromPort(4000)));
}

TEST_P(PortClash, LocksOutWhoeverFindsNoPortLeft) {
  set_rules(R"(
    table inet nat {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        meta nfproto ipv4 meta l4proto tcp snat ip to 203.0.113.1:5000
        meta nfproto ipv6 meta l4proto tcp snat ip6 to [2001:db8::1]:5000
      }
      chain last {
        type filter hook postrouting priority srcnat + 1; policy accept;
        tcp flags syn counter comment "translated, or not"
      }
    }
  )");
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(connect_from(4000, alice, 80), Reached());
  EXPECT_THAT(connect_from(4000, bob, 80), Silent());

  EXPECT_THAT(tracked(), Not(Tracks({.from = address_of_bob})));
  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFromPort(5000)));
}

}  // namespace
}  // namespace netrig
