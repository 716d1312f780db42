// Netmap: a whole network has another prefix outside, host for host, both ways (for IPv6 this is
// the prefix translation of RFC 6296, with state).
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Netmap : public Translated {
 protected:
  const IpAddress mapped_alice = either("198.51.100.2", "2001:db8:51::2");
  const IpAddress mapped_bob = either("198.51.100.3", "2001:db8:51::3");

  Netmap() {
    topology.add_route(server, {.destination = "198.51.100.0/24", .via = "203.0.113.1"});
    topology.add_route(server, {.destination = "2001:db8:51::/64", .via = "2001:db8::1"});
  }
  void network_ready() override {
    set_rules(R"(
    table inet netmap {
      chain prerouting {
        type nat hook prerouting priority dstnat; policy accept;
        iifname "wan0" dnat ip prefix to ip daddr map { 198.51.100.0/24 : 10.0.0.0/24 }
        iifname "wan0" dnat ip6 prefix to ip6 daddr map { 2001:db8:51::/64 : fd00::/64 }
      }
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "wan0" snat ip prefix to ip saddr map { 10.0.0.0/24 : 198.51.100.0/24 }
        oifname "wan0" snat ip6 prefix to ip6 saddr map { fd00::/64 : 2001:db8:51::/64 }
      }
    }
  )");
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Netmap, both_families, family_name);

TEST_P(Netmap, GivesEachHostItsOwnAddressOutside) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(alice).connect(web, family), Reached());
  EXPECT_THAT(node(bob).connect(web, family), Reached());

  EXPECT_THAT(web.callers(), ElementsAre(CalledFrom(mapped_alice), CalledFrom(mapped_bob)));
}

TEST_P(Netmap, KeepsThePortsOfAll) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(connect_from(4000, alice, 80), Reached());
  EXPECT_THAT(connect_from(4000, bob, 80), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = Endpoint(address_of_alice, tcp(4000)),
                                 .seen_as = Endpoint(mapped_alice, tcp(4000))}));
  EXPECT_THAT(tracked(), Tracks({.from = Endpoint(address_of_bob, tcp(4000)),
                                 .seen_as = Endpoint(mapped_bob, tcp(4000))}));
}

TEST_P(Netmap, LetsEachHostBeCalled) {
  auto web = node(bob).serve(tcp(80));

  EXPECT_THAT(connect(server, mapped_bob, 80), Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_server)));
  EXPECT_THAT(tracked(), Tracks({.to = Endpoint(mapped_bob, tcp(80)),
                                 .delivered_to = Endpoint(address_of_bob, tcp(80))}));
}

TEST_P(Netmap, IsOfThatNetworkOnly) {
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(connect(server, address_of_gateway, 80), Refused());

  EXPECT_THAT(web.callers(), IsEmpty());
  EXPECT_THAT(tracked(), Not(Tracks({.delivered_to = address_of_alice})));
}

}  // namespace
}  // namespace netrig
