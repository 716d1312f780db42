// Routes that others bring about, waited for. What is changed from within a condition is changed
// when the wait has begun: only an event can end it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <thread>

#include "diamond.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Matcher;
using ::testing::Matches;
using ::testing::Not;
using ::testing::ThrowsMessage;

using Routes = std::vector<Route>;

class RouteWait : public Diamond {
 protected:
  const Route by_way_of_left{
      .destination = elsewhere(), .via = address(1, 2), .interface = "eth1", .metric = 7};
  const Deadline no_time = Deadline::in(std::chrono::seconds(0));

  /// Waits in 'near', and calls `change` when the wait has begun.
  Routes wait_behind(const std::function<void()>& change, const Matcher<Routes>& wanted,
                     std::uint32_t table = main_table) {
    bool is_first = true;
    return node(near).wait_for_routes(
        [&](const Routes& now) {
          if (std::exchange(is_first, false)) {
            EXPECT_THAT(now, Not(wanted));
            change();
            return false;
          }
          return Matches(wanted)(now);
        },
        Deadline::in(program_patience), table);
  }
  /// The same while another thread makes the change.
  Routes wait_while(const std::function<void()>& change, const Matcher<Routes>& wanted,
                    std::uint32_t table = main_table) {
    std::jthread other;
    return wait_behind([&] { other = std::jthread(change); }, wanted, table);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, RouteWait, both_families, family_name);

TEST_P(RouteWait, EndsWhenTheRouteIsAdded) {
  const auto routes =
      wait_while([&] { node(near).add_route(by_way_of_left); }, Contains(by_way_of_left));

  EXPECT_THAT(routes, Contains(by_way_of_left));
}

TEST_P(RouteWait, EndsWhenTheRouteIsReplaced) {
  auto by_way_of_right = by_way_of_left;
  by_way_of_right.via = address(2, 2);
  by_way_of_right.interface = "eth2";
  node(near).add_route(by_way_of_left);

  const auto routes =
      wait_while([&] { node(near).replace_route(by_way_of_right); }, Contains(by_way_of_right));

  EXPECT_THAT(routes, Not(Contains(by_way_of_left)));
}

TEST_P(RouteWait, EndsWhenTheRouteIsRemoved) {
  node(near).add_route(by_way_of_left);

  const auto routes =
      wait_while([&] { node(near).remove_route(by_way_of_left); }, Not(HasRouteTo(elsewhere())));

  EXPECT_THAT(routes, HasRouteTo(servers()));
}

// Where there is no IPv6, IPv4 alone does not say it.
TEST_P(RouteWait, EndsWhenTheRouteGoesWithItsInterface) {
  node(near).set_sysctl("net.ipv6.conf.eth1.disable_ipv6", either<const char*>("1", "0"));
  node(near).add_route(by_way_of_left);

  wait_while([&] { node(near).interface("eth1").down(); }, Not(HasRouteTo(elsewhere())));
}

TEST_P(RouteWait, EndsWhenTheRouteGoesWithItsSource) {
  const InterfaceAddress source(either("10.0.8.1/32", "fd00:8::1/128"));
  const auto eth1 = node(near).interface("eth1");
  eth1.add_address(source);
  auto from_there = by_way_of_left;
  from_there.preferred_source = source.address();
  node(near).add_route(from_there);
  // IPv6 keeps the route, without its source (rt6_remove_prefsrc() in net/ipv6/route.c).
  const auto is_gone = either<Matcher<Routes>>(
      Not(HasRouteTo(elsewhere())), AllOf(HasRoute(by_way_of_left), Not(HasRoute(from_there))));

  wait_while([&] { eth1.remove_address(source); }, is_gone);
}

TEST_P(RouteWait, EndsWhenTheRouteGoesWithItsNexthop) {
  node(near).add_nexthop({.id = 7, .via = address(1, 2), .interface = "eth1"});
  node(near).add_route({.destination = elsewhere(), .nexthop_id = 7});

  wait_while([&] { node(near).remove_nexthop(7); }, Not(HasRouteTo(elsewhere())));
}

TEST_P(RouteWait, IsOfOneTable) {
  auto aside = by_way_of_left;
  aside.table = 100;

  const auto routes = wait_while([&] { node(near).add_route(aside); }, Contains(aside), 100);

  EXPECT_EQ(routes, Routes{aside});
  EXPECT_EQ(node(near).wait_for_route(aside), aside);
  EXPECT_THAT(node(near).wait_for_routes(Matches(Contains(aside)), no_time, all_tables),
              Contains(aside));
  EXPECT_THROW(node(near).wait_for_routes(Matches(Contains(aside)), no_time), DeadlineError);
}

// More than the socket has room for (ENOBUFS).
TEST_P(RouteWait, OutlastsMoreEventsThanTheKernelKeeps) {
  constexpr std::uint64_t many = 3000;
  const Prefix range = either("10.64.0.0/10", "fd64::/64");
  const auto to = [&](std::uint64_t number) {
    return Route{.destination = only(range.at(number)), .via = address(1, 2)};
  };

  wait_behind(
      [&] {
        for (std::uint64_t i = 1; i <= many; ++i) node(near).add_route(to(i));
        for (std::uint64_t i = 1; i < many; ++i) node(near).remove_route(to(i));
      },
      AllOf(HasRoute(to(many)), Not(HasRoute(to(many - 1)))));
}

TEST_P(RouteWait, FindsWhatIsThereAlready) {
  node(near).add_route(by_way_of_left);

  EXPECT_EQ(node(near).wait_for_route({.destination = elsewhere()}, no_time), by_way_of_left);
}

TEST_P(RouteWait, IsForAllThatIsSaidOfTheRoute) {
  node(near).add_route(by_way_of_left);
  auto other = by_way_of_left;
  other.via = address(2, 2);

  EXPECT_THROW(node(near).wait_for_route(other, no_time), DeadlineError);
}

TEST_P(RouteWait, SaysWhatWasThereInstead) {
  const auto wanted = fmt::format(
      "the deadline passed while waiting for the route {} via {} in "
      "'near', whose table main has these:\n  ",
      elsewhere(), address(2, 2));
  node(near).add_route(by_way_of_left);

  EXPECT_THAT(
      [&] {
        node(near).wait_for_route({.destination = elsewhere(), .via = address(2, 2)}, no_time);
      },
      ThrowsMessage<DeadlineError>(
          AllOf(HasSubstr(wanted), HasSubstr("\n  " + to_string(by_way_of_left)))));
}

TEST_P(RouteWait, SaysThatNothingWasThere) {
  EXPECT_THAT([&] { node(near).wait_for_routes(Matches(Contains(by_way_of_left)), no_time, 100); },
              ThrowsMessage<DeadlineError>("the deadline passed while waiting for other routes in "
                                           "'near', whose table 100 has none"));
}

class LookUpWait : public Diamond {
 protected:
  FibAnswer wait_while(const std::function<void()>& change, const std::string& interface) {
    bool is_first = true;
    std::jthread other;
    return node(near).wait_until_routed({.destination = server_address()},
                                        [&](const FibAnswer& now) {
                                          if (std::exchange(is_first, false)) {
                                            EXPECT_NE(now.interface, interface);
                                            other = std::jthread(change);
                                            return false;
                                          }
                                          return now.interface == interface;
                                        });
  }
};
INSTANTIATE_TEST_SUITE_P(Families, LookUpWait, both_families, family_name);

TEST_P(LookUpWait, EndsWithABetterRoute) {
  const auto answer = wait_while(
      [&] { node(near).add_route({.destination = only(server_address()), .via = address(2, 2)}); },
      "eth2");

  EXPECT_EQ(answer.via, address(2, 2));
}

TEST_P(LookUpWait, EndsWithARule) {
  node(near).add_route({.destination = servers(), .via = address(2, 2), .table = 100});

  const auto answer = wait_while(
      [&] { node(near).add_rule({.priority = 10, .to = servers(), .table = 100}); }, "eth2");

  EXPECT_EQ(answer.route->table, 100U);
}

TEST_P(LookUpWait, EndsWhereNothingLeadsThereAnyMore) {
  wait_while([&] { node(near).interface("eth1").down(); }, "");
}

TEST_P(LookUpWait, SaysTheAnswerThatItHadInstead) {
  EXPECT_THAT(
      [&] {
        node(near).wait_until_routed(
            {.destination = server_address()}, [](const FibAnswer&) { return false; },
            Deadline::in(std::chrono::seconds(0)));
      },
      ThrowsMessage<DeadlineError>(
          HasSubstr(fmt::format("waiting for another way from 'near' than {} via {} dev eth1",
                                server_address(), address(1, 2)))));
}

}  // namespace
}  // namespace netrig
