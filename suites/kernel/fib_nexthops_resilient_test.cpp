// After fib_nexthops.sh, its groups "ipv4_res_grp_fcnal" and "ipv6_res_grp_fcnal" and what
// "basic_res" has refused: groups that move as few flows as they can. The script lists the buckets
// that flows are hashed to; here are the flows, which need not be a bucket's worth each.
#include "fib_nexthops.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::ThrowsMessage;

// The group 102, with a route by it to a network of many hosts.
class ResilientNexthopGroup : public FibNexthopsOfEachFamily {
 protected:
  using Ways = std::vector<std::optional<IpAddress>>;

  void network_ready() override { add({by(12, 1, 2), by(13, 1, 3), by(14, 1, 4)}); }

  static NexthopObject resilient(std::vector<NexthopMember> members, std::uint16_t buckets) {
    return {.id = 102,
            .group = std::move(members),
            .resilient = ResilientGroup{.buckets = buckets, .idle_timer = {}}};
  }
  void lead_by(const NexthopObject& nexthop) {
    node(me).add_nexthop(nexthop);
    node(me).add_route({.destination = either(family, "172.16.200.0/24", "2001:db8:200::/64"),
                        .nexthop_id = nexthop.id});
  }
  /// The gateways of flows to a hundred hosts.
  Ways ways() {
    Ways all;
    for (int host = 1; host <= 100; ++host)
      all.push_back(
          node(me)
              .look_up({.destination = either<IpAddress>(family, fmt::format("172.16.200.{}", host),
                                                         fmt::format("2001:db8:200::{}", host))})
              .via);
    return all;
  }
  auto IsBy(int host) const { return Optional(on_link(family, 1, host)); }
  /// How many flows took a gateway before, which they need not have left.
  static int moved(const Ways& before, const Ways& after, const IpAddress& but_from) {
    int count = 0;
    for (std::size_t i = 0; i < before.size(); ++i)
      if (before[i] != but_from && before[i] != after[i]) ++count;
    return count;
  }
  std::vector<NexthopObject> listed() {
    auto all = node(me).nexthops();
    std::erase_if(all, [](const NexthopObject& each) { return each.id != 102; });
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, ResilientNexthopGroup, both_families, family_name);

TEST_P(ResilientNexthopGroup, SpreadsItsFlows) {
  lead_by(resilient({{12}, {13}}, 2));

  EXPECT_THAT(ways(), Contains(IsBy(2)));
  EXPECT_THAT(ways(), Contains(IsBy(3)));
}

TEST_P(ResilientNexthopGroup, GivesTheFlowsOfARemovedMemberToTheOther) {
  lead_by(resilient({{12}, {13}}, 2));

  node(me).remove_nexthop(13);

  EXPECT_THAT(listed(), Contains(resilient({{12}}, 2)));
  EXPECT_THAT(ways(), Each(IsBy(2)));
}

TEST_P(ResilientNexthopGroup, GivesFlowsToAMemberThatIsBack) {
  lead_by(resilient({{12}, {13}}, 2));
  node(me).remove_nexthop(13);
  add({by(13, 1, 3)});

  node(me).replace_nexthop(resilient({{12}, {13}}, 2));

  EXPECT_THAT(listed(), Contains(resilient({{12}, {13}}, 2)));
  EXPECT_THAT(ways(), Contains(IsBy(2)));
  EXPECT_THAT(ways(), Contains(IsBy(3)));
}

TEST_P(ResilientNexthopGroup, DoesSoWithWeights) {
  lead_by(resilient({{12, 3}, {13}}, 4));

  node(me).remove_nexthop(13);
  EXPECT_THAT(listed(), Contains(resilient({{12, 3}}, 4)));
  EXPECT_THAT(ways(), Each(IsBy(2)));

  add({by(13, 1, 3)});
  node(me).replace_nexthop(resilient({{12, 3}, {13}}, 4));
  EXPECT_THAT(ways(), Contains(IsBy(2)));
  EXPECT_THAT(ways(), Contains(IsBy(3)));
}

TEST_P(ResilientNexthopGroup, MovesNoFlowOfAMemberThatStays) {
  lead_by(resilient({{12}, {13}, {14}}, 64));
  const auto before = ways();

  node(me).remove_nexthop(12);

  EXPECT_EQ(moved(before, ways(), on_link(family, 1, 2)), 0);
}

TEST_P(ResilientNexthopGroup, HasABucketAtLeast) {
  EXPECT_THAT(
      [this] {
        add({resilient({{12}, {13}}, 0)});
      },
      ThrowsMessage<Error>(HasSubstr("Number of buckets needs to be non-0")));
}

TEST_P(ResilientNexthopGroup, KeepsTheNumberOfItsBuckets) {
  add({resilient({{12}, {13}}, 4)});

  EXPECT_THAT(
      [this] {
        node(me).replace_nexthop(resilient({{12}, {13}}, 8));
      },
      ThrowsMessage<Error>(HasSubstr("number of buckets")));
}

}  // namespace
}  // namespace netrig
