// Neighbours that the kernel never asks for.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;

class ResolutionWithoutAsking : public ClientRouterServer, public OfEachFamily {};

TEST_P(ResolutionWithoutAsking, IsThatOfAnEntryThatNeedsNone) {
  const auto gateway = near_router_address.in(GetParam());
  const MacAddress mac = "02:00:5e:00:00:99";
  node(client).add_neighbour(
      {.address = gateway, .interface = "eth0", .mac = mac, .state = NeighbourState::noarp});

  const auto outcome =
      node(client).ask(NeighbourProbe{.target = gateway, .patience = short_patience});

  EXPECT_THAT(outcome, AllOf(Reached(), Field(&Outcome::mac, Eq(std::optional(mac))),
                             Field(&Outcome::explanation,
                                   Eq("an entry that needs no resolution: nobody was asked"))));
}

INSTANTIATE_TEST_SUITE_P(Families, ResolutionWithoutAsking, both_families, family_name);

}  // namespace
}  // namespace netrig
