// Nexthop objects.
#include <gmock/gmock.h>

#include "diamond.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;
using ::testing::Throws;
using ::testing::UnorderedElementsAre;

class Nexthops : public Diamond {
 protected:
  static constexpr std::uint32_t leftwards = 1, rightwards = 2, both = 10;

  NexthopObject left_object() const {
    return {.id = leftwards, .via = address(1, 2), .interface = "eth1"};
  }
  NexthopObject right_object() const {
    return {.id = rightwards, .via = address(2, 2), .interface = "eth2"};
  }
  NexthopObject group() const { return {.id = both, .group = {{leftwards}, {rightwards, 3}}}; }
  Route servers_by(std::uint32_t id) const { return {.destination = servers(), .nexthop_id = id}; }
};

// Described, with the interfaces left to the plan.
class DescribedNexthops : public Nexthops {
 protected:
  DescribedNexthops() {
    topology.add_nexthop(near, {.id = leftwards, .via = address(1, 2)});
    topology.add_nexthop(near, {.id = rightwards, .via = address(2, 2)});
    topology.add_nexthop(near, group());
    topology.add_route(near, servers_by(rightwards));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DescribedNexthops, both_families, family_name);

TEST_P(DescribedNexthops, AreListed) {
  EXPECT_THAT(node(near).nexthops(), ElementsAre(left_object(), right_object(), group()));
}

TEST_P(DescribedNexthops, LeadTheRoutesThatNameThem) {
  EXPECT_THAT(node(near).routes(), Contains(servers_by(rightwards)));
  EXPECT_THAT(path_to(server_address()), Takes("near", "right", "far", "server"));
}

TEST_P(DescribedNexthops, LeadElsewhereWhenTheyAreReplaced) {
  auto replaced = left_object();
  replaced.id = rightwards;

  node(near).replace_nexthop(replaced);

  EXPECT_THAT(path_to(server_address()), Takes("near", "left", "far", "server"));
}

TEST_P(DescribedNexthops, TakeTheirRoutesAndMembershipsAlong) {
  node(near).remove_nexthop(rightwards);

  EXPECT_THAT(node(near).routes(), Not(HasRouteTo(servers())));
  EXPECT_THAT(node(near).nexthops(),
              ElementsAre(left_object(), NexthopObject{.id = both, .group = {{leftwards}}}));
}

TEST_P(DescribedNexthops, AreThereAgainWhenTheirLinkIsUp) {
  node(near).interface("eth2").down();
  EXPECT_THAT(node(near).nexthops(), Not(Contains(right_object())));

  node(near).interface("eth2").up();

  EXPECT_THAT(node(near).nexthops(), ElementsAre(left_object(), right_object(), group()));
  EXPECT_THAT(node(near).routes(), Contains(servers_by(rightwards)));
}

TEST_P(DescribedNexthops, AreThereAgainWhenTheOtherEndOfTheirLinkIsUp) {
  node(right).interface("eth0").down();
  EXPECT_THAT(node(near).nexthops(), Not(Contains(right_object())));

  node(right).interface("eth0").up();

  EXPECT_THAT(node(near).nexthops(), ElementsAre(left_object(), right_object(), group()));
  EXPECT_THAT(node(near).routes(), Contains(servers_by(rightwards)));
}

TEST_P(DescribedNexthops, OfAGroupAreChosenByFlow) {
  node(near).remove_route(servers_by(rightwards));
  node(near).add_route(servers_by(both));

  EXPECT_THAT(node(near).routes(), Contains(servers_by(both)));
  EXPECT_THAT(path_to(server_address()), AnyOf(Takes("near", "left", "far", "server"),
                                               Takes("near", "right", "far", "server")));
}

TEST_P(DescribedNexthops, OfABlackholeDiscard) {
  node(near).add_nexthop({.id = 7, .blackhole = true, .family = family});
  const Route route{.destination = only(server_address()), .nexthop_id = 7};

  node(near).add_route(route);

  EXPECT_THAT(node(near).nexthops(),
              Contains(NexthopObject{.id = 7, .blackhole = true, .family = family}));
  EXPECT_THAT(node(near).routes(), Contains(route));
  EXPECT_EQ(node(near).look_up({.destination = server_address()}).type, RouteType::blackhole);
}

TEST_P(DescribedNexthops, OfAResilientGroupKeepItsSettings) {
  const NexthopObject resilient{
      .id = 20, .group = {{leftwards}, {rightwards}}, .resilient = ResilientGroup{.buckets = 32}};

  node(near).add_nexthop(resilient);

  EXPECT_THAT(node(near).nexthops(), Contains(resilient));
}

TEST_P(DescribedNexthops, AreRefusedInTheKernelsWords) {
  EXPECT_THAT(
      [this] {
        node(near).add_nexthop({.id = 30, .group = {{leftwards}, {99}}});
      },
      Throws<Error>(Property(&Error::what, HasSubstr("cannot add nexthop id 30 group 1/99 in "
                                                     "'near': Invalid argument (kernel: "))));
}

class NexthopsOverADownLink : public Nexthops {
 protected:
  const LinkId link_down = topology.connect(near, topology.add_host("spare"),
                                            {"10.0.7.0/24", "fd00:7::/64"}, {.up = false});
  NexthopsOverADownLink() {
    topology.add_nexthop(near, left_object());
    topology.add_nexthop(near, {.id = rightwards, .via = address(7, 2)});
    topology.add_nexthop(near, group());
    topology.add_route(near, {.destination = elsewhere(), .nexthop_id = both});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, NexthopsOverADownLink, both_families, family_name);

TEST_P(NexthopsOverADownLink, WaitWithTheirGroupsAndRoutes) {
  EXPECT_THAT(node(near).nexthops(), ElementsAre(left_object()));
  EXPECT_THAT(node(near).routes(), Not(HasRouteTo(elsewhere())));

  link(link_down).up();

  EXPECT_THAT(node(near).nexthops(), Contains(group()));
  EXPECT_THAT(node(near).routes(), Contains(Route{.destination = elsewhere(), .nexthop_id = both}));
}

}  // namespace
}  // namespace netrig
