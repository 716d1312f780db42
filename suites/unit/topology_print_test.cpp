// A topology as text and as a drawing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/topology/topology.hpp"

namespace netrig {
namespace {

using ::testing::PrintToString;

Topology perimeter() {
  Topology topology;
  const auto client = topology.add_host("client"), server = topology.add_host("server");
  const auto firewall = topology.add_router("firewall");
  topology.connect(client, firewall, {"10.0.1.0/24", "2001:db8:1::/64"});
  topology.connect({firewall, "dmz0"}, server, "10.0.2.0/24");
  return topology;
}

TEST(TopologyText, HasANodeALineThenALinkALine) {
  EXPECT_EQ(
      PrintToString(perimeter()),
      "host client\n"
      "host server\n"
      "router firewall\n"
      "client eth0 10.0.1.2/24 2001:db8:1::2/64 -- firewall eth0 10.0.1.1/24 2001:db8:1::1/64\n"
      "firewall dmz0 10.0.2.1/24 -- server eth0 10.0.2.2/24");
}

TEST(TopologyText, SaysWhatIsNotAsUsual) {
  Topology topology;
  const auto client = topology.add_host("client", {.loopback_up = false});
  const auto home = topology.add_router("home", {.routing = Routing::given});
  const auto lan =
      topology.add_switch("lan", {.bridge = "docker0", .addresses = {"172.17.0.1/16"}});
  topology.connect({client, {"172.17.0.2/16"}}, lan, {}, {.mtu = 1400});
  topology.connect(lan, home, {}, {.up = false});
  topology.add_route(client, Route::default_via("172.17.0.1"));
  topology.add_route(client, {.destination = "10.9.0.0/16", .type = RouteType::blackhole});
  topology.configure(home, {.kind = "ruleset", .source = "home.nft", .text = "", .apply = nullptr});
  topology.configure(home, {"ruleset", "", "flush ruleset\ntable ip t {}\n", nullptr});

  EXPECT_EQ(PrintToString(topology),
            "host client (lo down, default via 172.17.0.1, blackhole 10.9.0.0/16)\n"
            "router home (routes given, ruleset home.nft, ruleset 'flush ruleset')\n"
            "switch lan (docker0, 172.17.0.1/16)\n"
            "client eth0 172.17.0.2/16 -- lan port1, mtu 1400\n"
            "lan port2 -- home eth0, down");
}

TEST(TopologyText, ThatCannotBePlannedIsAsDescribedAndSaysWhy) {
  Topology topology;
  const auto client = topology.add_host("client"), server = topology.add_host("server");
  topology.connect({client, "wan0", {"10.0.1.1/24"}}, {server, {"10.0.1.1/24"}},
                   {"10.0.1.0/24", "2001:db8::/64"});

  EXPECT_EQ(PrintToString(topology),
            "host client\n"
            "host server\n"
            "client wan0 10.0.1.1/24 -- server 10.0.1.1/24, planned from 10.0.1.0/24, planned from "
            "2001:db8::/64\n"
            "cannot be planned: 10.0.1.1 is twice in the link between 'client' and 'server': on "
            "'wan0' of 'client' and on 'eth0' of 'server'");
}

TEST(TopologyText, OfNothingSaysSo) {
  EXPECT_EQ(PrintToString(Topology()), "an empty topology");
}

TEST(TopologyDrawing, HasAShapeForEachKindAndLabelsAtTheEnds) {
  Topology topology;
  const auto client = topology.add_host("client");
  const auto router = topology.add_router("router");
  const auto lan = topology.add_switch("lan", {.addresses = {"10.0.2.9/24"}});
  topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"}, {.mtu = 9000});
  topology.connect({router, "dmz0", {"10.0.2.1/24"}}, lan, {}, {.up = false});

  EXPECT_EQ(to_dot(topology),
            R"(graph topology {
  "client" [shape=box, label="client"];
  "router" [shape=ellipse, label="router"];
  "lan" [shape=hexagon, label="lan\nbr0 10.0.2.9/24"];
  "client" -- "router" [taillabel="eth0\n10.0.1.2/24\n2001:db8:1::2/64", headlabel="eth0\n10.0.1.1/24\n2001:db8:1::1/64", label="mtu 9000"];
  "router" -- "lan" [taillabel="dmz0\n10.0.2.1/24", headlabel="port1", style=dashed];
}
)");
}

TEST(TopologyDrawing, QuotesNames) {
  Topology topology;
  topology.add_host("the\"client\\");

  EXPECT_EQ(to_dot(topology),
            R"(graph topology {
  "the\"client\\" [shape=box, label="the\"client\\"];
}
)");
}

TEST(TopologyDrawing, ThatCannotBePlannedIsAsDescribed) {
  Topology topology;
  const auto a = topology.add_host("a"), b = topology.add_host("b");
  topology.connect({a, {"10.0.1.0/24"}}, b);

  EXPECT_EQ(to_dot(topology),
            R"(graph topology {
  "a" [shape=box, label="a"];
  "b" [shape=box, label="b"];
  "a" -- "b" [taillabel="10.0.1.0/24", headlabel=""];
}
)");
}

}  // namespace
}  // namespace netrig
