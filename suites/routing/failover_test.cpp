// Failover: of two routes the lower metric wins, as long as its link is up.
#include "routed.hpp"

namespace netrig {
namespace {

class Failover : public Routed {
 protected:
  // Behind the computed routes of both routers, IPv6's of metric 1024 as well.
  void add_backup() {
    node(west).add_route({.destination = servers, .via = detour_of_west, .metric = 2000});
    node(east).add_route({.destination = clients, .via = detour_of_east, .metric = 2000});
  }
  // Of west: whether its routes are used while nobody is at the other end.
  void ignore_routes_with_linkdown() {
    const auto* protocol = either<const char*>("ipv4", "ipv6");
    node(west).set_sysctl(fmt::format("net.{}.conf.east0.ignore_routes_with_linkdown", protocol),
                          "1");
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Failover, both_families, family_name);

TEST_P(Failover, IsNotNeededWhileTheLinkIsUp) {
  add_backup();

  EXPECT_THAT(path(), Takes(west, east, server));
}

TEST_P(Failover, TakesTheBackupWhenTheLinkGoesDown) {
  add_backup();

  link(direct).down();

  EXPECT_THAT(path(), Takes(west, detour, east, server));
  EXPECT_EQ(node(west).look_up({.destination = address_of_server}).via, detour_of_west);
}

TEST_P(Failover, ComesBackWithTheLink) {
  add_backup();
  link(direct).down();

  link(direct).up();

  EXPECT_THAT(path(), Takes(west, east, server));
}

TEST_P(Failover, IsNoneWithoutABackup) {
  link(direct).down();

  EXPECT_THAT(ping(), NoRouteAt(node(west)));
  EXPECT_THAT(path(), EndsAfter(west));
}

TEST_P(Failover, IsNoneWhereOnlyTheOtherEndIsDown) {
  add_backup();

  node(east).interface("west0").down();

  // West's end is up without a carrier, and its route is still in force: it asks in vain who east
  // is.
  EXPECT_THAT(node(client).ping(address_of_server), RejectedBy(node(west)));
  EXPECT_EQ(node(west).look_up({.destination = address_of_server}).via, east_by_direct);
}

TEST_P(Failover, LooksAtTheCarrierWhereItIsTold) {
  add_backup();
  ignore_routes_with_linkdown();

  node(east).interface("west0").down();

  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(node(west).look_up({.destination = address_of_server}).via, detour_of_west);
}

}  // namespace
}  // namespace netrig
