// Equal-cost multipath: flows are spread over two ways, and each keeps its own.
#include "routed.hpp"

namespace netrig {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::Eq;
using ::testing::Ge;

class Ecmp : public Routed {
 protected:
  static constexpr unsigned flows = 32;

  Ecmp() {
    // By addresses and ports, and not by addresses alone.
    topology.set_sysctl(west, "net.ipv4.fib_multipath_hash_policy", "1");
    topology.set_sysctl(west, "net.ipv6.fib_multipath_hash_policy", "1");
    topology.configure(west, nftables_text(R"(
      table inet counts {
        chain postrouting {
          type filter hook postrouting priority filter; policy accept;
          udp dport 53 oifname "east0" counter comment "directly"
          udp dport 53 oifname "detour0" counter comment "by the detour"
        }
      }
    )"));
  }
  void network_ready() override {
    node(west).remove_route({.destination = servers});
    node(west).add_route({.destination = servers, .next_hops = {short_way(1), long_way(1)}});
  }
  NextHop short_way(unsigned weight) { return {.via = east_by_direct, .weight = weight}; }
  NextHop long_way(unsigned weight) { return {.via = detour_of_west, .weight = weight}; }

  UdpProbe from(std::uint16_t port) {
    return {.target = {address_of_server, udp(53)}, .source_port = port};
  }
  Path path_from(std::uint16_t port) { return network().path(client, from(port)); }
  std::vector<Trace> traced_thrice(std::uint16_t port) {
    return {path_from(port).by_ttl, path_from(port).by_ttl, path_from(port).by_ttl};
  }
  PathMatcher TakesShortWay() { return Takes(west, east, server); }
  PathMatcher TakesLongWay() { return Takes(west, detour, east, server); }
  // Each from a port of its own, all at once.
  std::vector<Outcome> ask_by_many_flows() {
    std::vector<Question> questions;
    for (unsigned flow = 0; flow < flows; ++flow)
      questions.push_back({client, from(static_cast<std::uint16_t>(4000 + flow))});
    return network().ask(questions, Deadline::in(kernel_patience));
  }
  std::uint64_t counted(const char* way) { return rules_of(west).rule(way).counter->packets; }
};
INSTANTIATE_TEST_SUITE_P(Families, Ecmp, both_families, family_name);

TEST_P(Ecmp, SpreadsFlowsOverBothWays) {
  auto dns = node(server).serve(udp(53));

  EXPECT_THAT(ask_by_many_flows(), Each(Reached()));

  // Fair to a coin: less than 4 of 32 is one case in ten thousand, if ports were drawn.
  EXPECT_THAT(rules_of(west), HasRule("directly", HasCounted(Ge(4))));
  EXPECT_THAT(rules_of(west), HasRule("by the detour", HasCounted(Ge(4))));
  EXPECT_EQ(counted("directly") + counted("by the detour"), flows);
}

// A flow is what its datagrams say: with sockets that are connected, the kernel's own hash of each
// would go along over veth and count instead (network/path.hpp).
TEST_P(Ecmp, KeepsEachFlowOnItsWay) {
  EXPECT_THAT(traced_thrice(4000), AnyOf(Each(TakesShortWay()), Each(TakesLongWay())));
  EXPECT_THAT(traced_thrice(4001), AnyOf(Each(TakesShortWay()), Each(TakesLongWay())));
  EXPECT_THAT(traced_thrice(4002), AnyOf(Each(TakesShortWay()), Each(TakesLongWay())));
}

TEST_P(Ecmp, IsKnownToTheFibFlowByFlow) {
  EXPECT_THAT(path_from(4000), AnyOf(TakesShortWay(), TakesLongWay()));
  EXPECT_THAT(path_from(4001), AnyOf(TakesShortWay(), TakesLongWay()));
  EXPECT_THAT(path_from(4002), AnyOf(TakesShortWay(), TakesLongWay()));
  EXPECT_THAT(path_from(4003), AnyOf(TakesShortWay(), TakesLongWay()));
}

TEST_P(Ecmp, KeepsAllFlowsTogetherWhereOnlyAddressesCount) {
  node(west).set_sysctl("net.ipv4.fib_multipath_hash_policy", "0");
  node(west).set_sysctl("net.ipv6.fib_multipath_hash_policy", "0");
  // In IPv6 the flow label counts as well.
  node(client).set_sysctl("net.ipv6.auto_flowlabels", "0");
  auto dns = node(server).serve(udp(53));

  ASSERT_THAT(ask_by_many_flows(), Each(Reached()));

  EXPECT_THAT(counted("directly"), AnyOf(Eq(0U), Eq(flows)));
}

TEST_P(Ecmp, LeavesAWayWhoseLinkIsDown) {
  auto dns = node(server).serve(udp(53));

  link(detour_west).down();
  ASSERT_THAT(ask_by_many_flows(), Each(Reached()));

  EXPECT_EQ(counted("directly"), flows);
}

TEST_P(Ecmp, GivesTheHeavierWayMoreFlows) {
  node(west).remove_route({.destination = servers});
  node(west).add_route({.destination = servers, .next_hops = {short_way(20), long_way(1)}});
  auto dns = node(server).serve(udp(53));

  ASSERT_THAT(ask_by_many_flows(), Each(Reached()));

  EXPECT_THAT(rules_of(west), HasRule("directly", HasCounted(Ge(flows / 4 * 3))));
}

}  // namespace
}  // namespace netrig
