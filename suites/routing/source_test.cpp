// Source address selection: with which of its addresses a host calls.
#include "routed.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;

// The host is on two links: with two addresses of each family on the first, one on the second.
class SourceSelection : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId host = topology.add_host("host");
  const NodeId left = topology.add_router("left");
  const NodeId right = topology.add_router("right");

  const IpAddress first = either("192.0.2.2", "2001:db8:1::2");
  const IpAddress second = either("192.0.2.3", "2001:db8:1::3");
  const IpAddress at_the_right = either("198.51.100.2", "2001:db8:2::2");
  const IpAddress left_gateway = either("192.0.2.1", "2001:db8:1::1");
  const IpAddress right_gateway = either("198.51.100.1", "2001:db8:2::1");
  /// An address of both routers, which answer it each in its own name.
  const IpAddress anywhere = either("203.0.113.1", "2001:db8:ff::1");

  SourceSelection() {
    topology.connect(
        {left, {"192.0.2.1/24", "2001:db8:1::1/64"}},
        {host, {"192.0.2.2/24", "192.0.2.3/24", "2001:db8:1::2/64", "2001:db8:1::3/64"}});
    topology.connect({right, {"198.51.100.1/24", "2001:db8:2::1/64"}},
                     {host, {"198.51.100.2/24", "2001:db8:2::2/64"}});
  }
  void network_ready() override {
    node(left).interface("lo").add_address({anywhere, either(32U, 128U)});
    node(right).interface("lo").add_address({anywhere, either(32U, 128U)});
  }
  FibAnswer look_up(const IpAddress& destination) {
    return node(host).look_up({.destination = destination});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, SourceSelection, both_families, family_name);

TEST_P(SourceSelection, IsByTheLinkThatAPacketLeavesBy) {
  EXPECT_EQ(look_up(right_gateway).source, at_the_right);

  node(host).add_route({.destination = only(anywhere), .via = right_gateway});

  EXPECT_EQ(look_up(anywhere).source, at_the_right);
}

TEST_P(SourceSelection, IsWhatTheOtherSideSees) {
  auto web = node(right).serve(tcp(80));

  node(host).add_route({.destination = only(anywhere), .via = right_gateway});

  EXPECT_THAT(node(host).connect({anywhere, tcp(80)}), Reached());
  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(at_the_right)));
}

TEST_P(SourceSelection, ChangesWithTheRoute) {
  auto web = node(left).serve(tcp(80));
  node(host).add_route({.destination = only(anywhere), .via = right_gateway, .metric = 20});
  ASSERT_EQ(look_up(anywhere).source, at_the_right);

  node(host).add_route({.destination = only(anywhere),
                        .via = left_gateway,
                        .metric = 10,
                        .preferred_source = first});

  EXPECT_THAT(node(host).connect({anywhere, tcp(80)}), Reached());
  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(first)));
}

TEST_P(SourceSelection, IsTheRoutesWhereItNamesOne) {
  auto web = node(left).serve(tcp(80));

  node(host).add_route(
      {.destination = only(anywhere), .via = left_gateway, .preferred_source = second});

  EXPECT_EQ(look_up(anywhere).source, second);
  EXPECT_THAT(node(host).connect({anywhere, tcp(80)}), Reached());
  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(second)));
}

TEST_P(SourceSelection, MayNameAnAddressOfAnotherLink) {
  auto web = node(left).serve(tcp(80));
  node(left).add_route({.destination = only(at_the_right), .via = first});

  node(host).add_route(
      {.destination = only(anywhere), .via = left_gateway, .preferred_source = at_the_right});

  EXPECT_THAT(node(host).connect({anywhere, tcp(80)}), Reached());
  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(at_the_right)));
}

TEST_P(SourceSelection, IsTheSocketsWhereItIsBound) {
  auto web = node(left).serve(tcp(80));

  EXPECT_THAT(node(host).ask(TcpProbe{.target = {left_gateway, tcp(80)}, .source = second}),
              Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(second)));
}

TEST_P(SourceSelection, IsTheRulesWhereOneLooksAtTheSource) {
  node(host).add_route({.destination = only(anywhere), .via = left_gateway});
  node(host).add_route({.destination = only(anywhere), .via = right_gateway, .table = 2});
  node(host).add_rule({.priority = 100, .from = only(at_the_right), .table = 2});

  EXPECT_EQ(look_up(anywhere).via, left_gateway);
  EXPECT_EQ(node(host).look_up({.destination = anywhere, .source = at_the_right}).via,
            right_gateway);
}

}  // namespace
}  // namespace netrig
