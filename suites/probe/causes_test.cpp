// What a node's own refusal is put down to: nothing that is not there.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Causes : public ClientRouterServer {
 protected:
  void expect_misuse(const Probe& probe, const std::string& text) {
    EXPECT_THAT([&] { node(client).ask(probe); }, ThrowsMessage<DescriptionError>(HasSubstr(text)));
  }
};

TEST_F(Causes, ABroadcastAddressIsNoNodes) {
  constexpr auto reason = "it is a broadcast address in 'client'; a probe asks one node";

  expect_misuse(EchoProbe{.target = "10.0.1.255"}, reason);
  expect_misuse(TcpProbe{.target = "10.0.1.255:7/tcp"}, reason);
  expect_misuse(UdpProbe{.target = "10.0.1.255:7/udp"}, reason);
  expect_misuse(NeighbourProbe{.target = "10.0.1.255"}, reason);
}

TEST_F(Causes, ALoopbackSourceStaysAtHome) {
  constexpr auto reason = "its source 127.0.0.1 never leaves the node";

  expect_misuse(EchoProbe{.target = "10.0.2.2", .source = "127.0.0.1"}, reason);
  expect_misuse(TcpProbe{.target = "10.0.2.2:7/tcp", .source = "127.0.0.1"}, reason);
  expect_misuse(UdpProbe{.target = "10.0.2.2:7/udp", .source = "127.0.0.1"}, reason);
  expect_misuse(UdpProbe{.target = "[fd00:2::2]:7/udp", .source = "::1"},
                "its source ::1 never leaves the node");
}

TEST_F(Causes, ALoopbackSourceReachesTheNodeItself) {
  EXPECT_THAT(node(client).ask(EchoProbe{.target = "127.0.0.1", .source = "127.0.0.1"}), Reached());
  EXPECT_THAT(node(client).ask(EchoProbe{.target = "::1", .source = "::1"}), Reached());
}

// EINVAL without a blackhole (ip_route_output_key_hash_rcu(), net/ipv4/route.c).
TEST_F(Causes, AnAddressOfThisNetworkIsNoNodes) {
  expect_misuse(TcpProbe{.target = "0.1.2.3:7/tcp"}, "no node has an address of 0.0.0.0/8");
  expect_misuse(EchoProbe{.target = "0.1.2.3"}, "no node has an address of 0.0.0.0/8");
}

TEST_F(Causes, ATypeOfRouteIsNamedInBothFamilies) {
  for (const auto family : {Family::ipv4, Family::ipv6}) {
    node(client).add_route({.destination = network_elsewhere(family), .type = RouteType::prohibit});
    EXPECT_THAT(node(client).ask(EchoProbe{.target = elsewhere.in(family)}),
                AllOf(Denied(), Field(&Outcome::explanation,
                                      HasSubstr("a route of type 'prohibit' at client covers"))));
  }
}

// The other end's driver drops it (is_skb_forwardable() in include/linux/netdevice.h), and says so
// unless the packet has waited for the neighbour.
TEST_F(Causes, APacketTooLongForTheOtherEndIsDropped) {
  node(router).interface("eth0").set_mtu(1400);

  for (const IpAddress target : {"10.0.2.2", "fd00:2::2"}) {
    ASSERT_THAT(node(client).ping(target), Reached());
    const EchoProbe probe{.target = target, .payload_size = 1450, .patience = short_patience};
    EXPECT_THAT(node(client).ask(probe),
                AllOf(Silent(), Explained("the other end's MTU is smaller")));
  }
}

}  // namespace
}  // namespace netrig
