// What is wrong with a link, an address or a route alone is refused by the call that describes it.
#include "netrig/topology/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ThrowsMessage;
using ::testing::Values;

class LinkOfTwo : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId lan = topology.add_switch("lan");
};

TEST_F(LinkOfTwo, NeedsTwoNodes) {
  EXPECT_THAT(
      [&] { topology.connect(client, client, "10.0.0.0/24"); },
      ThrowsMessage<DescriptionError>("cannot connect 'client' to itself: a link needs two nodes"));
  EXPECT_THAT(
      [&] { topology.connect(lan, lan); },
      ThrowsMessage<DescriptionError>("cannot connect 'lan' to itself: a link needs two nodes"));
}

TEST_F(LinkOfTwo, RefusedLeavesTheTopologyAsItWas) {
  const auto before = topology;

  EXPECT_THROW(topology.connect(client, client), DescriptionError);

  EXPECT_EQ(topology, before);
}

TEST_F(LinkOfTwo, CannotTakeTheLoopbacksName) {
  EXPECT_THAT(
      [&] {
        topology.connect({client, "lo"}, router);
      },
      ThrowsMessage<DescriptionError>(
          "cannot call an interface of 'client' 'lo': each node has its loopback interface "
          "of that name"));
  EXPECT_THAT([&] { topology.add_switch("sw", {.bridge = "lo"}); },
              ThrowsMessage<DescriptionError>(
                  "cannot call an interface of 'sw' 'lo': each node has its loopback interface of "
                  "that name"));
}

TEST_F(LinkOfTwo, CannotTakeTheNamesOfAllInterfacesSysctls) {
  EXPECT_THAT(
      [&] {
        topology.connect({client, "all"}, router);
      },
      ThrowsMessage<DescriptionError>("cannot call an interface of 'client' 'all': sysctls of that "
                                      "name are for all interfaces"));
  EXPECT_THAT([&] { topology.add_switch("sw", {.bridge = "default"}); },
              ThrowsMessage<DescriptionError>("cannot call an interface of 'sw' 'default': sysctls "
                                              "of that name are for all interfaces"));
}

TEST_F(LinkOfTwo, GivesPortsOfASwitchNoAddresses) {
  EXPECT_THAT(
      [&] {
        topology.connect(client, {lan, {"10.0.0.1/24"}});
      },
      ThrowsMessage<DescriptionError>(
          "cannot give 10.0.0.1/24 to a port of switch 'lan': ports have no addresses; give "
          "it to the bridge through SwitchOptions::addresses"));
}

TEST_F(LinkOfTwo, PlansAtMostOnePrefixOfEachFamily) {
  EXPECT_THAT(
      [&] {
        topology.connect(client, router, {"10.0.0.0/24", "2001:db8::/64", "10.0.1.0/24"});
      },
      ThrowsMessage<DescriptionError>(
          "cannot plan addresses of 10.0.0.0/24 and of 10.0.1.0/24 for the link between 'client' "
          "and 'router': at most one prefix of each family"));
  EXPECT_THAT(
      [&] {
        topology.connect(client, router, {"2001:db8::/64", "2001:db8:1::/64"});
      },
      ThrowsMessage<DescriptionError>(
          "cannot plan addresses of 2001:db8::/64 and of 2001:db8:1::/64 for the link "
          "between 'client' and 'router': at most one prefix of each family"));
}

TEST_F(LinkOfTwo, PlansNoMulticastAddresses) {
  EXPECT_THAT([&] { topology.connect(client, router, "239.0.0.0/24"); },
              ThrowsMessage<DescriptionError>(
                  "cannot plan addresses of 239.0.0.0/24 for the link between 'client' and "
                  "'router': they are multicast addresses"));
  EXPECT_THAT([&] { topology.connect(client, router, "ff05::/64"); },
              ThrowsMessage<DescriptionError>(
                  "cannot plan addresses of ff05::/64 for the link between 'client' and 'router': "
                  "they are multicast addresses"));
}

TEST_F(LinkOfTwo, HasAnMtuThatEthernetAllows) {
  EXPECT_NO_THROW(topology.connect(client, router, {}, {.mtu = 68}));
  EXPECT_NO_THROW(topology.connect(client, router, {}, {.mtu = 65535}));
  EXPECT_THAT([&] { topology.connect(client, router, {}, {.mtu = 67}); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'client' and 'router' cannot have an MTU of 67: 68 to 65535 "
                  "bytes are possible"));
  EXPECT_THAT([&] { topology.connect(client, router, {}, {.mtu = 65536}); },
              ThrowsMessage<DescriptionError>(
                  "the link between 'client' and 'router' cannot have an MTU of 65536: 68 to 65535 "
                  "bytes are possible"));
}

struct AddressCase : Case {
  const char* address;
  const char* reason;
};

class WrongAddressOfANode : public ::testing::TestWithParam<AddressCase> {};

TEST_P(WrongAddressOfANode, IsRefused) {
  Topology topology;
  const auto client = topology.add_host("client");
  const auto server = topology.add_host("server");
  const InterfaceAddress address(GetParam().address);

  EXPECT_THAT(
      [&] {
        topology.connect({client, {address}}, server);
      },
      ThrowsMessage<DescriptionError>(
          fmt::format("cannot give {} to 'client': {}", GetParam().address, GetParam().reason)));
  EXPECT_THAT([&] { topology.add_switch("sw", {.addresses = {address}}); },
              ThrowsMessage<DescriptionError>(fmt::format("cannot give {} to 'sw': {}",
                                                          GetParam().address, GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(
    Addresses, WrongAddressOfANode,
    Values(AddressCase{{"V4Multicast"}, "224.0.0.5/24", "it is a multicast address"},
           AddressCase{{"V6Multicast"}, "ff02::5/64", "it is a multicast address"},
           AddressCase{{"V4Unspecified"}, "0.0.0.0/8", "it is the unspecified address"},
           AddressCase{{"V6Unspecified"}, "::/64", "it is the unspecified address"},
           AddressCase{{"V6Loopback"}, "::1/128", "it is the loopback address"}),
    case_name);

// Routes.

struct RouteCase : Case {
  Route route;
  const char* message;
};

class WrongRoute : public ::testing::TestWithParam<RouteCase> {};

TEST_P(WrongRoute, IsRefused) {
  Topology topology;
  const auto client = topology.add_host("client");

  EXPECT_THAT([&] { topology.add_route(client, GetParam().route); },
              ThrowsMessage<DescriptionError>(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Routes, WrongRoute,
    Values(
        RouteCase{{"V6GatewayOfTheV4Default"},
                  {.via = "fe80::1"},
                  "cannot add route 'default via inet6 fe80::1' to 'client': its destination is "
                  "0.0.0.0/0; write Route::default_via(\"fe80::1\")"},
        RouteCase{
            {"V6GatewayOfV4"},
            {.destination = "10.0.9.0/24", .via = "2001:db8::1"},
            "cannot add route '10.0.9.0/24 via inet6 2001:db8::1' to 'client': 2001:db8::1 is "
            "not of the destination's family"},
        RouteCase{{"V4GatewayOfV6"},
                  {.destination = "2001:db8::/64", .via = "10.0.0.1"},
                  "cannot add route '2001:db8::/64 via 10.0.0.1' to 'client': 10.0.0.1 is not of "
                  "the destination's family"},
        RouteCase{
            {"SourceOfOtherFamily"},
            {.destination = "2001:db8::/64", .interface = "eth0", .preferred_source = "10.0.0.1"},
            "cannot add route '2001:db8::/64 dev eth0 src 10.0.0.1' to 'client': 10.0.0.1 "
            "is not of the destination's family"},
        RouteCase{{"NoNextHop"},
                  {.destination = "10.0.9.0/24"},
                  "cannot add route '10.0.9.0/24' to 'client': it has neither a gateway nor an "
                  "interface"},
        RouteCase{{"BlackholeWithGateway"},
                  {.destination = "10.0.9.0/24", .via = "10.0.0.1", .type = RouteType::blackhole},
                  "cannot add route 'blackhole 10.0.9.0/24 via 10.0.0.1' to 'client': type "
                  "blackhole takes neither a gateway nor an interface"},
        RouteCase{{"ProhibitWithInterface"},
                  {.destination = "10.0.9.0/24", .interface = "eth0", .type = RouteType::prohibit},
                  "cannot add route 'prohibit 10.0.9.0/24 dev eth0' to 'client': type prohibit "
                  "takes neither a gateway nor an interface"},
        RouteCase{{"UnreachableWithGateway"},
                  {.destination = "::/0", .via = "fe80::1", .type = RouteType::unreachable},
                  "cannot add route 'unreachable default via fe80::1' to 'client': type "
                  "unreachable takes neither a gateway nor an interface"},
        RouteCase{{"MalformedInterface"},
                  {.destination = "10.0.9.0/24", .interface = "a-name-with-16-b"},
                  "not an interface name: 'a-name-with-16-b' has 16 bytes, the kernel takes at "
                  "most 15"}),
    case_name);

class RouteOfANode : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");
};

TEST_F(RouteOfANode, IsOneOfItsDestinationMetricAndTable) {
  topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.0.1"});

  EXPECT_NO_THROW(
      topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.0.2", .metric = 5}));
  EXPECT_NO_THROW(
      topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.0.2", .table = 100}));
  EXPECT_NO_THROW(topology.add_route(client, {.destination = "10.9.0.0/24", .via = "10.0.0.2"}));
  EXPECT_THAT(
      [&] { topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.0.2"}); },
      ThrowsMessage<DescriptionError>("cannot add route '10.9.0.0/16 via 10.0.0.2' to 'client': it "
                                      "has '10.9.0.0/16 via 10.0.0.1' already, of the same metric "
                                      "and table"));
}

TEST_F(RouteOfANode, HasTheKernelsMetricWhenItHasNone) {
  topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.0.1"});
  topology.add_route(client, {.destination = "2001:db8::/32", .via = "fe80::1"});

  EXPECT_THROW(
      topology.add_route(client, {.destination = "10.9.0.0/16", .via = "10.0.0.2", .metric = 0}),
      DescriptionError);
  EXPECT_THROW(topology.add_route(
                   client, {.destination = "2001:db8::/32", .via = "fe80::2", .metric = 1024}),
               DescriptionError);
  EXPECT_THROW(
      topology.add_route(client, {.destination = "2001:db8::/32", .via = "fe80::2", .metric = 0}),
      DescriptionError);
}

}  // namespace
}  // namespace netrig
