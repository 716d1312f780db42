// After fib_nexthops.sh, its groups "ipv4_fcnal_runtime" and "ipv6_fcnal_runtime": where packets go
// that a route sends to a nexthop.
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "fib_nexthops.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

class RouteByNexthop : public FibNexthopsOfEachFamily {
 protected:
  void network_ready() override {
    add({by(21, 1, 2), by(22, 2, 2), group(122, {{21}, {22}}), blackhole(23)});
  }
  Route default_by(std::uint32_t id, std::optional<std::uint32_t> metric = {}) const {
    auto route = Route::default_via(on_link(family, 1, 2));
    route.via.reset();
    route.nexthop_id = id;
    route.metric = metric;
    return route;
  }
  auto EndsInABlackhole() const {
    return testing::AllOf(HasVerdict(Verdict::no_route),
                          Field(&Outcome::explanation, HasSubstr("blackhole")));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, RouteByNexthop, both_families, family_name);

TEST_P(RouteByNexthop, ComesAndGoes) {
  node(me).add_route(route_by(21));
  EXPECT_THAT(node(me).routes(), Contains(route_by(21)));

  node(me).remove_route(route_by(21));
  EXPECT_THAT(node(me).routes(), Not(HasRouteTo(route_by(21).destination)));
}

TEST_P(RouteByNexthop, CarriesPackets) {
  ASSERT_THAT(ping(), NoRoute());

  node(me).add_route(route_by(21));

  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(node(me).look_up({.destination = target()}).via, on_link(family, 1, 2));
}

TEST_P(RouteByNexthop, CarriesPacketsByAGroup) {
  node(me).add_route(route_by(122));

  EXPECT_THAT(ping(), Reached());
}

TEST_P(RouteByNexthop, FollowsItWhenItIsReplaced) {
  node(me).add_route(route_by(23));
  EXPECT_THAT(ping(), EndsInABlackhole());

  node(me).replace_nexthop(by(23, 1, 2));
  EXPECT_THAT(ping(), Reached());

  node(me).replace_nexthop(blackhole(23));
  EXPECT_THAT(ping(), EndsInABlackhole());
}

TEST_P(RouteByNexthop, FollowsAGroupThatIsReplaced) {
  node(me).add_route(route_by(122));

  node(me).replace_nexthop(group(122, {{23}}));
  EXPECT_THAT(ping(), EndsInABlackhole());

  node(me).replace_nexthop(group(122, {{21}, {22}}));
  EXPECT_THAT(ping(), Reached());
}

TEST_P(RouteByNexthop, MayLeadOntoADevice) {
  add({onto(85, 1)});

  node(me).add_route(route_by(85));

  EXPECT_EQ(node(me).look_up({.destination = target()}).next_hop(), target());
}

TEST_P(RouteByNexthop, MayLeadToAGatewayAndOntoADevice) {
  add({onto(85, 1), group(123, {{21}, {85}})});

  node(me).add_route(route_by(123));

  EXPECT_THAT(node(me).routes(), Contains(route_by(123)));
}

// The first of two default routes that lead somewhere is taken: the one by a nexthop ...
TEST_P(RouteByNexthop, MayBeTheFirstOfTwoDefaultRoutes) {
  auto other = Route::default_via(on_link(family, 1, 3));
  other.interface = "veth1";
  other.metric = 2000;
  node(me).add_route(default_by(21));
  node(me).add_route(other);

  EXPECT_THAT(ping(), Reached());
}

// ... or the one behind which it stands.
TEST_P(RouteByNexthop, MayBeTheSecondOfTwoDefaultRoutes) {
  auto other = Route::default_via(on_link(family, 1, 2));
  other.interface = "veth1";
  other.metric = 20;
  add({by(501, 1, 3)});
  node(me).add_route(other);
  node(me).add_route(default_by(501, 30));

  EXPECT_THAT(ping(), Reached());
}

// Packets are let in only where their senders would be answered.
class NexthopsAndReversePathFilter : public RouteByNexthop {
 protected:
  NexthopsAndReversePathFilter() {
    topology.configure(me, nftables_text(R"(
      table inet raw {
        chain prerouting {
          type filter hook prerouting priority raw; policy accept
          icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept
          fib saddr . iif oif missing counter drop comment "spoofed"
        }
      }
    )"));
  }
  Ruleset::Rule spoofed() { return nftables_ruleset(node(me)).rule("spoofed"); }
};
INSTANTIATE_TEST_SUITE_P(Families, NexthopsAndReversePathFilter, both_families, family_name);

TEST_P(NexthopsAndReversePathFilter, LetInWhatCameByTheDefaultRoute) {
  node(me).add_route(default_by(21));

  EXPECT_THAT(ping(), Reached());
  EXPECT_THAT(spoofed(), HasCounted(0));
}

TEST_P(NexthopsAndReversePathFilter, LetInWhatCameByADefaultRouteOfSeveralWays) {
  node(me).add_route(default_by(122));

  EXPECT_THAT(ping(), Reached());
  EXPECT_THAT(spoofed(), HasCounted(0));
}

TEST_P(NexthopsAndReversePathFilter, DropWhatComesByAnotherWay) {
  node(me).add_route(default_by(21));
  const EchoProbe to_the_far_side{.target = on_link(family, 2, 1),
                                  .patience = std::chrono::milliseconds(100)};

  EXPECT_THAT(node(remote).ask(to_the_far_side), Dropped());
  EXPECT_THAT(spoofed(), HasCounted(1));
}

}  // namespace
}  // namespace netrig
