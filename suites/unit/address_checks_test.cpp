// What plan() refuses of addresses, and what it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "addressing.hpp"
#include "case.hpp"
#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"

namespace netrig {
namespace {

using ::testing::ThrowsMessage;
using ::testing::Values;

class AddressChecks : public Addressing {};

// Addresses that cannot be.

struct EdgeCase : Case {
  const char* address;
  const char* message;
};

class EdgeOfASubnet : public ::testing::TestWithParam<EdgeCase> {};

TEST_P(EdgeOfASubnet, IsNoHostsAddress) {
  Topology topology;
  const auto client = topology.add_host("client"), server = topology.add_host("server");
  topology.connect({client, {GetParam().address}}, server);

  EXPECT_THAT([&] { plan(topology); }, ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Edges, EdgeOfASubnet,
    Values(
        EdgeCase{{"Network"},
                 "10.0.1.0/24",
                 "cannot give 10.0.1.0/24 to 'client': it is the network address of 10.0.1.0/24; "
                 "hosts have 10.0.1.1 to 10.0.1.254"},
        EdgeCase{{"Broadcast"},
                 "10.0.1.255/24",
                 "cannot give 10.0.1.255/24 to 'client': it is the broadcast address of "
                 "10.0.1.0/24; hosts have 10.0.1.1 to 10.0.1.254"},
        EdgeCase{{"NetworkOfASlash30"},
                 "10.0.1.4/30",
                 "cannot give 10.0.1.4/30 to 'client': it is the network address of 10.0.1.4/30; "
                 "hosts have 10.0.1.5 to 10.0.1.6"},
        EdgeCase{{"BroadcastOfASlash30"},
                 "10.0.1.7/30",
                 "cannot give 10.0.1.7/30 to 'client': it is the broadcast address of "
                 "10.0.1.4/30; hosts have 10.0.1.5 to 10.0.1.6"}),
    case_name);

TEST(EdgeOfABridgesSubnet, IsNotItsAddressEither) {
  Topology topology;
  topology.add_switch("lan", {.addresses = {"10.0.1.0/24"}});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "cannot give 10.0.1.0/24 to 'lan': it is the network address of 10.0.1.0/24; "
                  "hosts have 10.0.1.1 to 10.0.1.254"));
}

struct AllowedCase : Case {
  Addresses of_client;
  Addresses of_server;
};

class AllowedOnOneLink : public ::testing::TestWithParam<AllowedCase> {};

TEST_P(AllowedOnOneLink, IsPlannedAsGiven) {
  Topology topology;
  const auto client = topology.add_host("client"), server = topology.add_host("server");
  topology.connect({client, GetParam().of_client}, {server, GetParam().of_server});

  const auto planned = plan(topology);

  EXPECT_EQ(addresses(planned, client), GetParam().of_client);
  EXPECT_EQ(addresses(planned, server), GetParam().of_server);
}

INSTANTIATE_TEST_SUITE_P(
    Addresses, AllowedOnOneLink,
    Values(AllowedCase{{"ZeroInTheMiddle"}, {"10.0.1.0/16"}, {"10.0.1.255/16"}},
           AllowedCase{{"PointToPoint"}, {"10.0.1.0/31"}, {"10.0.1.1/31"}},
           AllowedCase{{"HostAddresses"}, {"10.0.1.0/32"}, {"10.0.1.255/32"}},
           AllowedCase{{"FirstAndLastV6"}, {"2001:db8::/64"}, {"2001:db8::ffff:ffff:ffff:ffff/64"}},
           AllowedCase{{"MasksThatDisagree"}, {"10.0.0.1/24"}, {"10.0.0.2/16"}},
           AllowedCase{{"DifferentSubnets"}, {"10.0.0.1/24"}, {"10.0.1.1/24"}},
           AllowedCase{{"TwoOfOneSubnet"}, {"10.0.0.1/24", "10.0.0.2/24"}, {"10.0.0.3/24"}},
           AllowedCase{{"NestedOnOneInterface"}, {"10.0.0.1/24", "10.0.0.2/16"}, {}},
           AllowedCase{{"Loopback"}, {"127.0.0.2/24"}, {}}),
    case_name);

// The same address twice.

using AddressTwice = AddressChecks;

TEST_F(AddressTwice, OnALinkIsRefused) {
  topology.connect({client, {"10.0.1.1/24"}}, {server, {"10.0.1.1/24"}});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "10.0.1.1 is twice in the link between 'client' and 'server': on 'eth0' of "
                  "'client' and on 'eth0' of 'server'"));
}

TEST_F(AddressTwice, InASegmentIsRefusedWhateverTheLengths) {
  topology.connect({client, {"2001:db8::1/64"}}, lan);
  topology.connect({server, "lan0", {"2001:db8::1/128"}}, lan);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "2001:db8::1 is twice in the segment of 'lan': on 'eth0' of 'client' and on "
                  "'lan0' of 'server'"));
}

TEST_F(AddressTwice, OnABridgeAndBehindItIsRefused) {
  const auto bridge = topology.add_switch("bridge", {.addresses = {"10.0.1.1/24"}});
  topology.connect({client, {"10.0.1.1/24"}}, bridge);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "10.0.1.1 is twice in the segment of 'bridge': on 'br0' of 'bridge' and on "
                  "'eth0' of 'client'"));
}

TEST_F(AddressTwice, LinkLocalInASegmentIsRefused) {
  topology.connect({client, {"fe80::1/64"}}, {server, {"fe80::1/64"}});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "fe80::1 is twice in the link between 'client' and 'server': on 'eth0' of "
                  "'client' and on 'eth0' of 'server'"));
}

TEST_F(AddressTwice, OnOneInterfaceIsRefused) {
  topology.connect({client, {"10.0.1.1/24", "10.0.1.1/16"}}, server);

  EXPECT_THAT([&] { plan(topology); }, ThrowsMessage<DescriptionError>(
                                           "'client' has 10.0.1.1 twice: on 'eth0' and on 'eth0'"));
}

TEST_F(AddressTwice, OnTwoLinksOfANodeIsRefused) {
  topology.connect({firewall, {"10.0.1.1/24"}}, client);
  topology.connect({firewall, {"10.0.1.1/32"}}, server);

  EXPECT_THAT(
      [&] { plan(topology); },
      ThrowsMessage<DescriptionError>("'firewall' has 10.0.1.1 twice: on 'eth0' and on 'eth1'"));
}

TEST_F(AddressTwice, AsAHostAddressOfUnnumberedLinksIsAllowed) {
  topology.connect({firewall, {"10.255.0.1/32", "2001:db8::1/128"}}, client);
  topology.connect({firewall, {"10.255.0.1/32", "2001:db8::1/128"}}, server);

  EXPECT_NO_THROW(plan(topology));
}

TEST_F(AddressTwice, LinkLocalOnTwoLinksIsAllowed) {
  topology.connect({firewall, {"fe80::1/64"}}, {client, {"fe80::2/64"}});
  topology.connect({firewall, {"fe80::1/64"}}, {server, {"fe80::2/64"}});

  EXPECT_NO_THROW(plan(topology));
}

TEST_F(AddressTwice, InTwoSegmentsOfDifferentNodesIsAllowed) {
  topology.connect({client, {"192.168.1.2/24"}}, topology.add_host("left"));
  topology.connect({server, {"192.168.1.2/24"}}, topology.add_host("right"));

  EXPECT_NO_THROW(plan(topology));
}

// Subnets of one node that overlap.

using OverlapOnANode = AddressChecks;

TEST_F(OverlapOnANode, OfEqualSubnetsIsRefused) {
  topology.connect(client, firewall, "10.0.1.0/24");
  topology.connect(firewall, server, "10.0.1.0/24");

  EXPECT_THAT(
      [&] { plan(topology); },
      ThrowsMessage<DescriptionError>("'firewall' has 10.0.1.1 twice: on 'eth0' and on 'eth1'"));
}

TEST_F(OverlapOnANode, OfNestedSubnetsIsRefused) {
  topology.connect({firewall, "dmz0", {"10.0.0.129/25"}}, client);
  topology.connect({firewall, {"10.0.3.1/24"}}, topology.add_host("other"));
  topology.connect({firewall, "wan0", {"10.0.0.1/24"}}, server);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "'firewall' cannot have 10.0.0.129/25 on 'dmz0' and 10.0.0.1/24 on 'wan0': "
                  "the subnets overlap and no switch joins the links; use subnets that do not "
                  "overlap"));
}

TEST_F(OverlapOnANode, OfV6SubnetsIsRefused) {
  topology.connect({client, {"2001:db8::1/32"}}, server);
  topology.connect({client, {"2001:db8:1::1/64"}}, firewall);

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "'client' cannot have 2001:db8::1/32 on 'eth0' and 2001:db8:1::1/64 on "
                  "'eth1': the subnets overlap and no switch joins the links; use subnets that "
                  "do not overlap"));
}

TEST_F(OverlapOnANode, WithTwoLinksToOneSegmentIsAllowed) {
  topology.connect({client, {"10.0.1.1/24"}}, lan);
  topology.connect({client, {"10.0.1.2/24"}}, lan);
  topology.connect({client, {"10.0.1.3/16"}}, lan);

  EXPECT_NO_THROW(plan(topology));
}

TEST_F(OverlapOnANode, OfAHostAddressWithASubnetIsAllowed) {
  topology.connect({firewall, {"10.0.1.1/24"}}, client);
  topology.connect({firewall, {"10.0.1.9/32"}}, server);

  EXPECT_NO_THROW(plan(topology));
}

// MTU.

using MtuOfALink = AddressChecks;

TEST_F(MtuOfALink, BelowIpv6sLeastIsRefusedWhenPlannedFromIpv6) {
  topology.connect(client, server, {"10.0.1.0/24", "2001:db8::/64"}, {.mtu = 1279});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'client' and 'server' cannot have an MTU of 1279: it "
                  "carries IPv6, which needs 1280 bytes (RFC 8200)"));
}

TEST_F(MtuOfALink, BelowIpv6sLeastIsRefusedForAGivenAddress) {
  topology.connect(client, {server, {"2001:db8::1/64"}}, {}, {.mtu = 1000});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'client' and 'server' cannot have an MTU of 1000: it "
                  "carries IPv6, which needs 1280 bytes (RFC 8200)"));
}

TEST_F(MtuOfALink, BelowIpv6sLeastIsRefusedForABridgesAddress) {
  const auto bridge = topology.add_switch("bridge", {.addresses = {"2001:db8::1/64"}});
  topology.connect(client, bridge, {}, {.mtu = 1000});

  EXPECT_THAT([&] { plan(topology); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'client' and 'bridge' cannot have an MTU of 1000: it "
                  "carries IPv6, which needs 1280 bytes (RFC 8200)"));
}

TEST_F(MtuOfALink, OfIpv6sLeastIsAllowed) {
  topology.connect(client, server, "2001:db8::/64", {.mtu = 1280});

  EXPECT_NO_THROW(plan(topology));
}

TEST_F(MtuOfALink, BelowIpv6sLeastIsAllowedForIpv4) {
  topology.connect(client, server, "10.0.1.0/24", {.mtu = 576});

  EXPECT_NO_THROW(plan(topology));
}

}  // namespace
}  // namespace netrig
