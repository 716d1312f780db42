#include "netrig/topology/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::PrintToString;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;
using ::testing::Values;

// A value.

TEST(TopologyValue, StartsEmpty) {
  EXPECT_THAT(Topology().nodes(), SizeIs(0));
  EXPECT_THAT(Topology().links(), SizeIs(0));
}

Topology client_and_server() {
  Topology topology;
  const auto client = topology.add_host("client");
  const auto server = topology.add_host("server");
  topology.connect(client, server, "10.0.1.0/24");
  return topology;
}

TEST(TopologyValue, IsEqualWhenDescribedTheSame) {
  EXPECT_EQ(client_and_server(), client_and_server());
}

TEST(TopologyValue, CopyGoesItsOwnWay) {
  const auto original = client_and_server();
  auto copy = original;

  copy.add_route(copy.find("client"), Route::default_via("10.0.1.2"));

  EXPECT_NE(copy, original);
  EXPECT_EQ(original, client_and_server());
}

TEST(TopologyValue, KeepsTheOrderOfTheDescription) {
  Topology topology;
  const auto router = topology.add_router("router", {.loopback_up = false});
  const auto lan =
      topology.add_switch("lan", {.bridge = "docker0", .addresses = {"172.17.0.1/16"}});
  const auto link = topology.connect({router, "wan0", {"172.17.0.2/16", "2001:db8::2/64"}}, lan, {},
                                     {.mtu = 9000, .up = false});

  EXPECT_EQ(topology.node(router).name, "router");
  EXPECT_EQ(topology.node(router).kind, NodeKind::router);
  EXPECT_FALSE(topology.node(router).options.loopback_up);
  EXPECT_EQ(topology.node(lan).kind, NodeKind::bridge);
  EXPECT_EQ(topology.node(lan).switch_options.bridge, "docker0");
  EXPECT_THAT(topology.node(lan).switch_options.addresses, ElementsAre("172.17.0.1/16"));
  EXPECT_EQ(topology.link(link).ends[0], End(router, "wan0", {"172.17.0.2/16", "2001:db8::2/64"}));
  EXPECT_EQ(topology.link(link).ends[1], End(lan));
  EXPECT_EQ(topology.link(link).options, (LinkOptions{.mtu = 9000, .up = false}));
}

TEST(TopologyValue, KeepsRoutesOfANode) {
  auto topology = client_and_server();
  const auto client = topology.find("client");

  topology.add_route(client, Route::default_via("10.0.1.2"));
  topology.add_route(client, {.destination = "10.9.0.0/16", .type = RouteType::blackhole});

  EXPECT_THAT(topology.node(client).routes,
              ElementsAre(Route::default_via("10.0.1.2"),
                          Route{.destination = "10.9.0.0/16", .type = RouteType::blackhole}));
}

TEST(NodeKindText, IsTheWordOfTheTrade) {
  EXPECT_EQ(PrintToString(NodeKind::host), "host");
  EXPECT_EQ(PrintToString(NodeKind::router), "router");
  EXPECT_EQ(PrintToString(NodeKind::bridge), "switch");
}

// Ways to write an end.

TEST(EndOfALink, IsANodeAndWhatItIsGivenThere) {
  const NodeId node{0};

  EXPECT_EQ(End(node).addresses.size(), 0U);
  EXPECT_THAT(End(node, {"10.0.0.1/24"}).addresses, ElementsAre("10.0.0.1/24"));
  EXPECT_EQ(End(node, {"10.0.0.1/24"}).interface, std::nullopt);
  EXPECT_EQ(End(node, "wan0").interface, InterfaceName("wan0"));
  EXPECT_THAT(End(node, "wan0", {"10.0.0.1/24", "2001:db8::1/64"}).addresses,
              ElementsAre("10.0.0.1/24", "2001:db8::1/64"));
}

// Finding.

TEST(FindNode, GivesItsId) {
  auto topology = client_and_server();

  EXPECT_EQ(topology.find("client"), NodeId{0});
  EXPECT_EQ(topology.find("server"), NodeId{1});
}

TEST(FindNode, NamesTheNodesThatThereAre) {
  EXPECT_THAT(
      [] { client_and_server().find("clinet"); },
      ThrowsMessage<DescriptionError>("no node 'clinet': the nodes are 'client', 'server'"));
  EXPECT_THAT([] { Topology().find("client"); },
              ThrowsMessage<DescriptionError>("no node 'client': the topology has no nodes"));
}

TEST(FindNode, NamesTheFirstOfMany) {
  Topology topology;
  for (int i = 0; i < 12; ++i) topology.add_host(fmt::format("h{}", i));

  EXPECT_THAT(
      [&] { topology.find("x"); },
      ThrowsMessage<DescriptionError>(
          "no node 'x': the nodes are 'h0', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7', 'h8', "
          "'h9' and 2 more"));
}

// Unknown ids.

TEST(UnknownId, IsRefusedByTheNumberOfNodes) {
  const auto topology = client_and_server();

  EXPECT_THAT([&] { topology.node(NodeId{7}); },
              ThrowsMessage<DescriptionError>("no node with id 7: the topology has 2 nodes"));
  EXPECT_THAT([&] { topology.link(LinkId{1}); },
              ThrowsMessage<DescriptionError>("no link with id 1: the topology has 1 link"));
}

TEST(UnknownId, IsRefusedByEachCallThatTakesOne) {
  Topology topology;
  const auto client = topology.add_host("client");
  const auto message = "no node with id 5: the topology has 1 node";

  EXPECT_THAT([&] { topology.connect(client, NodeId{5}); },
              ThrowsMessage<DescriptionError>(message));
  EXPECT_THAT([&] { topology.connect(NodeId{5}, client); },
              ThrowsMessage<DescriptionError>(message));
  EXPECT_THAT([&] { topology.add_route(NodeId{5}, Route::default_via("10.0.0.1")); },
              ThrowsMessage<DescriptionError>(message));
  EXPECT_THAT([&] { topology.configure(NodeId{5}, Configuration()); },
              ThrowsMessage<DescriptionError>(message));
}

// Node names.

TEST(NodeName, IsUniqueAmongAllKinds) {
  Topology topology;
  topology.add_host("client");

  EXPECT_THAT([&] { topology.add_router("client"); },
              ThrowsMessage<DescriptionError>("a node 'client' exists already; names are unique"));
  EXPECT_THAT([&] { topology.add_switch("client"); },
              ThrowsMessage<DescriptionError>("a node 'client' exists already; names are unique"));
}

TEST(NodeName, MayHave63Bytes) {
  Topology topology;

  const auto node = topology.add_host(std::string(63, 'a'));

  EXPECT_EQ(topology.node(node).name.size(), 63U);
}

struct NameCase : Case {
  std::string text;
  const char* reason;
};

class WrongNodeName : public ::testing::TestWithParam<NameCase> {};

TEST_P(WrongNodeName, IsRefused) {
  Topology topology;

  EXPECT_THAT([&] { topology.add_host(GetParam().text); },
              ThrowsMessage<DescriptionError>(
                  fmt::format("not a node name: '{}' {}", GetParam().text, GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(
    Names, WrongNodeName,
    Values(NameCase{{"Empty"}, "", "is empty"},
           NameCase{{"TooLong"}, std::string(64, 'a'), "has 64 bytes, at most 63 fit"},
           NameCase{{"Slash"}, "a/b", "holds '/', white space or a control character"},
           NameCase{{"Space"}, "a b", "holds '/', white space or a control character"},
           NameCase{{"Newline"}, "a\n", "holds '/', white space or a control character"},
           NameCase{{"Escape"}, "a\x1b[31m", "holds '/', white space or a control character"}),
    case_name);

}  // namespace
}  // namespace netrig
