// A route in the place of another.
#include <gmock/gmock.h>

#include "diamond.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

class Replaced : public Diamond {
 protected:
  const Prefix elsewhere = network_of(family, 9);
  Route by(int link, std::optional<std::uint32_t> metric = 7) const {
    return {.destination = elsewhere,
            .via = address(link, 2),
            .interface = link == 1 ? "eth1" : "eth2",
            .metric = metric};
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Replaced, both_families, family_name);

TEST_P(Replaced, RoutesAreGone) {
  node(near).add_route(by(1));

  node(near).replace_route(by(2));

  EXPECT_THAT(node(near).routes(), AllOf(Contains(by(2)), Not(Contains(by(1)))));
}

TEST_P(Replaced, RoutesNeedNotHaveBeenThere) {
  node(near).replace_route(by(2));

  EXPECT_THAT(node(near).routes(), Contains(by(2)));
}

TEST_P(Replaced, RoutesHaveTheSameMetric) {
  node(near).add_route(by(1, 7));

  node(near).replace_route(by(2, 8));

  EXPECT_THAT(node(near).routes(), AllOf(Contains(by(1, 7)), Contains(by(2, 8))));
}

TEST_P(Replaced, RoutesMayBeOfAnotherType) {
  const Route nowhere{.destination = elsewhere, .type = RouteType::unreachable, .metric = 7};
  node(near).add_route(by(1));

  node(near).replace_route(nowhere);

  EXPECT_EQ(node(near).look_up({.destination = elsewhere.at(1)}).type, RouteType::unreachable);
}

TEST_P(Replaced, RoutesLeaveNoGap) {
  const auto to_server = [this](int link) {
    return Route{.destination = only(server_address()), .via = address(link, 2), .metric = 7};
  };
  node(near).add_route(to_server(1));

  std::vector<Outcome> outcomes;
  for (int turn = 0; turn < 50; ++turn) {
    node(near).replace_route(to_server(1 + turn % 2));
    outcomes.push_back(node(client).ping(server_address()));
  }

  EXPECT_THAT(outcomes, Each(Reached()));
}

TEST_P(Replaced, RoutesThatTheKernelRefusesStay) {
  node(near).add_route(by(1));
  auto impossible = by(2);
  impossible.via = address(7, 2);

  EXPECT_THAT([&] { node(near).replace_route(impossible); },
              ThrowsMessage<Error>(HasSubstr("cannot replace route")));

  EXPECT_THAT(node(near).routes(), Contains(by(1)));
}

}  // namespace
}  // namespace netrig
