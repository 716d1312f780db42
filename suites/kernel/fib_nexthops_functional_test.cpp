// After fib_nexthops.sh, its groups "ipv4_fcnal", "ipv4_grp_fcnal", "ipv4_large_grp" and their IPv6
// twins: how nexthops and groups come, change and go.
#include "fib_nexthops.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Nexthop : public FibNexthopsOfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, Nexthop, both_families, family_name);

TEST_P(Nexthop, ComesAndGoes) {
  add({by(12, 1, 2)});
  EXPECT_THAT(node(me).nexthops(), ElementsAre(by(12, 1, 2)));

  node(me).remove_nexthop(12);
  EXPECT_THAT(node(me).nexthops(), IsEmpty());
}

TEST_P(Nexthop, MayHaveAGatewayFromElsewhereThatIsOnTheLinkNevertheless) {
  auto elsewhere = by(13, 1, 2);
  elsewhere.via = on_link(family, 3, 2);
  elsewhere.onlink = true;

  add({elsewhere});

  EXPECT_THAT(node(me).nexthops(), ElementsAre(elsewhere));
}

TEST_P(Nexthop, GoesWithItsDevice) {
  add({by(15, 1, 3), by(16, 1, 4), by(17, 1, 5)});

  node(me).interface("veth1").down();

  EXPECT_THAT(node(me).nexthops(), IsEmpty());
}

class NexthopGroup : public FibNexthopsOfEachFamily {
 protected:
  void network_ready() override {
    add({by(12, 1, 2), by(13, 1, 3), by(14, 1, 4), onto(15, 1), by(22, 2, 2), by(23, 2, 3)});
  }
  NexthopObject listed(std::uint32_t id) {
    for (auto& nexthop : node(me).nexthops())
      if (nexthop.id == id) return nexthop;
    return {};
  }
};
INSTANTIATE_TEST_SUITE_P(Families, NexthopGroup, both_families, family_name);

TEST_P(NexthopGroup, OfOneComesAndGoes) {
  add({group(101, {{12}})});
  EXPECT_EQ(listed(101), group(101, {{12}}));

  node(me).remove_nexthop(101);
  EXPECT_EQ(listed(101), NexthopObject());
}

TEST_P(NexthopGroup, LosesAMemberThatIsRemoved) {
  add({group(102, {{12}, {13}, {14}, {15}})});

  node(me).remove_nexthop(13);

  EXPECT_EQ(listed(102), group(102, {{12}, {14}, {15}}));
}

TEST_P(NexthopGroup, KeepsTheWeightsOfTheOthers) {
  add({group(103, {{12}, {13, 2}, {14, 3}, {15, 4}})});
  EXPECT_EQ(listed(103), group(103, {{12}, {13, 2}, {14, 3}, {15, 4}}));

  node(me).remove_nexthop(13);

  EXPECT_EQ(listed(103), group(103, {{12}, {14, 3}, {15, 4}}));
}

TEST_P(NexthopGroup, MayShareAMemberWithAnother) {
  add({group(104, {{12}}), group(105, {{12}})});

  EXPECT_EQ(listed(104), group(104, {{12}}));
  EXPECT_EQ(listed(105), group(105, {{12}}));
}

TEST_P(NexthopGroup, GoesWithItsLastMember) {
  add({group(102, {{12}, {13}})});

  node(me).interface("veth1").down();

  EXPECT_EQ(listed(102), NexthopObject());
}

TEST_P(NexthopGroup, KeepsTheMembersOfADeviceThatIsUp) {
  add({group(105, {{12}, {13}, {22}, {23}, {14}})});

  node(me).interface("veth1").down();

  EXPECT_EQ(listed(105), group(105, {{22}, {23}}));
}

TEST_P(NexthopGroup, MayBeABlackhole) {
  add({blackhole(31), group(107, {{31}})});

  EXPECT_EQ(listed(107), group(107, {{31}}));
}

// More than one message holds.
class LargeNexthopGroups : public FibNexthopsOfEachFamily {
 protected:
  static constexpr std::uint32_t first_group = 1000, groups = 100;
  static constexpr int members = 32;

  NexthopObject large(std::uint32_t id) const {
    auto made = group(id, {});
    for (std::uint32_t i = 0; i < members; ++i) made.group.push_back({100 + i});
    return made;
  }
  void network_ready() override {
    for (int i = 0; i < members; ++i) add({by(100 + static_cast<std::uint32_t>(i), 1, 2 + i)});
    for (std::uint32_t i = 0; i < groups; ++i) add({large(first_group + i)});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, LargeNexthopGroups, both_families, family_name);

TEST_P(LargeNexthopGroups, AreAllListedWhole) {
  const auto listed = node(me).nexthops();

  EXPECT_THAT(listed, SizeIs(members + groups));
  EXPECT_THAT(listed, Contains(large(first_group)));
  EXPECT_THAT(listed, Contains(large(first_group + groups - 1)));
}

}  // namespace
}  // namespace netrig
