// A port that is forwarded to a container is called by its public address from the container's own
// network: what comes in at lan0 goes out at lan0. 'bob' is the container, 'alice' another one.
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class PublishedPort : public Translated {
 protected:
  // As Docker writes them: for whatever is this host's own address, also for the host's processes.
  void publish() {
    set_rules(R"(
      table inet published {
        chain ports {
          tcp dport 8080 dnat ip to 10.0.0.3:80 comment "bob's web, IPv4"
          tcp dport 8080 dnat ip6 to [fd00::3]:80
        }
        chain prerouting {
          type nat hook prerouting priority dstnat; policy accept;
          fib daddr type local jump ports
        }
        chain output {
          type nat hook output priority -100; policy accept;
          fib daddr type local jump ports
        }
        chain postrouting {
          type nat hook postrouting priority srcnat; policy accept;
          oifname "wan0" masquerade
        }
      }
    )");
  }
  void add_hairpin() {
    node(gateway).configure(nftables_text(R"(
      table inet hairpin {
        chain postrouting {
          type nat hook postrouting priority srcnat; policy accept;
          iifname "lan0" oifname "lan0" ct status dnat counter masquerade comment "hairpin"
        }
      }
    )"));
  }
  Service bobs_web() { return node(bob).serve(tcp(80)); }
};
INSTANTIATE_TEST_SUITE_P(Families, PublishedPort, both_families, family_name);

TEST_P(PublishedPort, IsReachedFromOutsideAndSeesWhoCalls) {
  publish();
  add_hairpin();
  auto web = bobs_web();

  EXPECT_THAT(connect(server, address_of_gateway, 8080), Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_server)));
  EXPECT_THAT(rules(), HasRule("hairpin", HasCounted(0)));
}

TEST_P(PublishedPort, IsReachedByItsNeighbourAroundTheHairpin) {
  publish();
  add_hairpin();
  auto web = bobs_web();

  EXPECT_THAT(connect(alice, address_of_gateway, 8080), Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(inside_of_gateway)));
  EXPECT_THAT(tracked(), Tracks({.from = address_of_alice,
                                 .to = Endpoint(address_of_gateway, tcp(8080)),
                                 .seen_as = inside_of_gateway,
                                 .delivered_to = Endpoint(address_of_bob, tcp(80)),
                                 .answered = true}));
}

TEST_P(PublishedPort, IsReachedByTheContainerItself) {
  publish();
  add_hairpin();
  auto web = bobs_web();

  EXPECT_THAT(connect(bob, address_of_gateway, 8080), Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(inside_of_gateway)));
}

TEST_P(PublishedPort, IsReachedByTheHostsOwnProcesses) {
  publish();
  auto web = bobs_web();

  EXPECT_THAT(connect(gateway, address_of_gateway, 8080), Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_gateway)));
}

// bob answers alice straight over the switch, from an address that she has not called.
TEST_P(PublishedPort, IsNotReachedByItsNeighbourWithoutTheHairpin) {
  publish();
  auto web = bobs_web();

  EXPECT_THAT(connect(alice, address_of_gateway, 8080), Silent());

  EXPECT_THAT(web.callers(), IsEmpty());
  EXPECT_THAT(tracked(), Tracks({.from = address_of_alice,
                                 .delivered_to = Endpoint(address_of_bob, tcp(80)),
                                 .answered = false}));
}

TEST_P(PublishedPort, IsNotThatOfTheSameNumberElsewhere) {
  publish();
  auto web = bobs_web();
  auto elsewhere = node(server).serve(tcp(8080));

  EXPECT_THAT(connect(alice, address_of_server, 8080), Reached());

  EXPECT_THAT(elsewhere.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_gateway)));
  EXPECT_THAT(web.callers(), IsEmpty());
  EXPECT_THAT(tracked(), Not(Tracks({.delivered_to = address_of_bob})));
}

}  // namespace
}  // namespace netrig
