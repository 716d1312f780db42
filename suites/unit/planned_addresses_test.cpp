// The addresses that plan() chooses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "addressing.hpp"
#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

class PlannedAddresses : public Addressing {};

TEST_F(PlannedAddresses, GoToRoutersFirst) {
  topology.connect(client, firewall, "10.0.1.0/24");
  topology.connect(firewall, server, "10.0.2.0/24");

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, firewall, 0), ElementsAre("10.0.1.1/24"));
  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.1.2/24"));
  EXPECT_THAT(addresses(planned, firewall, 1), ElementsAre("10.0.2.1/24"));
  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.2.2/24"));
}

TEST_F(PlannedAddresses, AreOfEachFamilyAskedFor) {
  topology.connect(client, firewall, {"10.0.1.0/24", "2001:db8:1::/64"});

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, firewall), ElementsAre("10.0.1.1/24", "2001:db8:1::1/64"));
  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.1.2/24", "2001:db8:1::2/64"));
}

TEST_F(PlannedAddresses, GoInTheOrderOfLinksAcrossASwitch) {
  topology.connect(lan, server, "10.0.1.0/24");
  topology.connect(client, lan, "10.0.1.0/24");
  topology.connect(lan, firewall, "10.0.1.0/24");

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, firewall), ElementsAre("10.0.1.1/24"));
  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.1.2/24"));
  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.1.3/24"));
  EXPECT_THAT(addresses(planned, lan, 0), IsEmpty());
}

TEST_F(PlannedAddresses, AreUniqueAcrossJoinedSwitches) {
  const auto attic = topology.add_switch("attic");
  topology.connect(client, lan, "10.0.1.0/24");
  topology.connect(lan, attic, "10.0.1.0/24");
  topology.connect(server, attic, "10.0.1.0/24");

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.1.1/24"));
  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.1.2/24"));
}

TEST_F(PlannedAddresses, StepOverGivenOnes) {
  const auto bridge =
      topology.add_switch("bridge", {.addresses = {"10.0.1.1/24", "2001:db8::1/64"}});
  const Prefixes both{"10.0.1.0/24", "2001:db8::/64"};
  topology.connect(client, bridge, both);
  topology.connect({server, {"10.0.1.2/24", "2001:db8::2/64"}}, bridge, both);

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.1.3/24", "2001:db8::3/64"));
  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.1.2/24", "2001:db8::2/64"));
  EXPECT_THAT(planned.node(bridge).bridge_addresses, ElementsAre("10.0.1.1/24", "2001:db8::1/64"));
}

TEST_F(PlannedAddresses, FollowGivenOnesOfOtherPrefixes) {
  topology.connect({client, {"192.0.2.1/24"}}, server, {"10.0.1.0/24", "2001:db8::/64"});

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, client),
              ElementsAre("192.0.2.1/24", "10.0.1.1/24", "2001:db8::1/64"));
}

TEST_F(PlannedAddresses, OfASlash31AreBothOfIt) {
  topology.connect(client, server, {"10.0.1.0/31", "2001:db8::/127"});

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.1.0/31", "2001:db8::/127"));
  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.1.1/31", "2001:db8::1/127"));
}

TEST_F(PlannedAddresses, AreNoneWithoutAPrefix) {
  topology.connect(client, server);

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, client), IsEmpty());
  EXPECT_THAT(addresses(planned, server), IsEmpty());
}

TEST_F(PlannedAddresses, FillASmallPrefixToTheLast) {
  topology.connect(client, lan, {"10.0.1.0/30", "2001:db8::/127"});
  topology.connect(server, lan, {"10.0.1.0/30", "2001:db8::/127"});

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.1.2/30", "2001:db8::1/127"));
}

TEST_F(PlannedAddresses, ThatDoNotFitAreRefused) {
  topology.connect(client, lan, "10.0.1.0/30");
  topology.connect(firewall, lan, "10.0.1.0/30");
  topology.connect(server, lan, "10.0.1.0/30");

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "10.0.1.0/30 is full: it has 2 addresses for hosts and the segment of 'lan' "
                  "has 3 members"));
}

TEST_F(PlannedAddresses, CountGivenOnesAsMembers) {
  topology.connect({client, {"2001:db8::1/126"}}, lan);
  topology.connect({firewall, {"2001:db8::2/126"}}, lan);
  topology.connect({server, {"2001:db8::3/126"}}, lan);
  topology.connect(topology.add_host("late"), lan, "2001:db8::/126");

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "2001:db8::/126 is full: it has 3 addresses for hosts and the segment of "
                  "'lan' has 4 members"));
}

TEST_F(PlannedAddresses, OfOneAddressAreTooFewForALink) {
  topology.connect(client, server, "10.0.1.0/32");

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "10.0.1.0/32 is full: it has 1 address for hosts and the link between "
                  "'client' and 'server' has 2 members"));
}

TEST_F(PlannedAddresses, OfTwoOverlappingPrefixesAreASlipOfThePen) {
  topology.connect(client, lan, "10.0.0.0/24");
  topology.connect(server, lan, "10.0.0.0/25");

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "10.0.0.0/24 and 10.0.0.0/25 are both planned for the segment of 'lan', and "
                  "overlap: write the same prefix at each of its links, or give addresses"));
}

TEST_F(PlannedAddresses, AreKeptWhereAHostIsGivenAWrongPrefixLength) {
  topology.connect(client, lan, "10.0.0.0/24");
  topology.connect({server, {"10.0.0.9/16"}}, lan);

  const auto planned = plan(topology);

  EXPECT_THAT(addresses(planned, client), ElementsAre("10.0.0.1/24"));
  EXPECT_THAT(addresses(planned, server), ElementsAre("10.0.0.9/16"));
}

}  // namespace
}  // namespace netrig
