// How GoogleTest shows netrig's values.
#include <netrig/gtest.hpp>

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::PrintToString;

TEST(Printers, PutFurtherLinesUnderTheFirst) {
  const Outcome outcome{.verdict = Verdict::rejected,
                        .from = "client",
                        .probe = TcpProbe{.target = "10.0.9.1:80/tcp"},
                        .icmp_error = IcmpError{.sender = "10.0.1.1", .type = 3, .code = 13}};

  EXPECT_EQ(PrintToString(outcome),
            "client -> 10.0.9.1:80/tcp: rejected after 0.0 ms\n"
            "            ICMP administratively prohibited (type 3, code 13) from 10.0.1.1");
}

TEST(Printers, PutListsOnALinePerEntry) {
  EXPECT_EQ(PrintToString(std::vector<IpAddress>()), "{}");
  EXPECT_EQ(PrintToString(std::vector<IpAddress>{"10.0.0.1"}), "{ 10.0.0.1 }");
  EXPECT_EQ(PrintToString(std::vector<IpAddress>{"10.0.0.1", "2001:db8::1"}),
            "{ 10.0.0.1,\n            2001:db8::1 }");
}

TEST(Printers, ShowSmallValuesByName) {
  EXPECT_EQ(PrintToString(NodeId{2}), "node 2");
  EXPECT_EQ(PrintToString(LinkId{0}), "link 0");
  EXPECT_EQ(PrintToString(Family::ipv4), "IPv4");
  EXPECT_EQ(PrintToString(Family::ipv6), "IPv6");
  EXPECT_EQ(PrintToString(Routing::computed), "routes computed");
  EXPECT_EQ(PrintToString(Routing::given), "routes given");
  EXPECT_EQ(PrintToString(Prefixes{"10.0.0.0/24", "2001:db8::/64"}),
            "{ 10.0.0.0/24, 2001:db8::/64 }");
}

TEST(Printers, ShowProbesByTheirTarget) {
  EXPECT_EQ(PrintToString(EchoProbe{.target = "2001:db8::1"}), "2001:db8::1 icmpv6 echo");
  EXPECT_EQ(PrintToString(TcpProbe{.target = "10.0.0.1:80/tcp"}), "10.0.0.1:80/tcp");
  EXPECT_EQ(PrintToString(UdpProbe{.target = "10.0.0.1:53/udp"}), "10.0.0.1:53/udp");
  EXPECT_EQ(PrintToString(NeighbourProbe{.target = "10.0.0.1"}), "10.0.0.1 arp");
}

TEST(Printers, LayAPlanOut) {
  Topology topology;
  const auto client = topology.add_host("client", {.loopback_up = false});
  const auto router = topology.add_router("router");
  const auto hub = topology.add_switch("hub", {.addresses = {"10.0.1.9/24"}});
  topology.connect(client, hub, "10.0.1.0/24");
  topology.connect(router, hub, "10.0.1.0/24");
  const auto all = plan(topology);

  EXPECT_EQ(PrintToString(all.node(client).interfaces[0]), "16: eth0 10.0.1.2/24");
  EXPECT_EQ(PrintToString(all),
            "host client, lo down\n"
            "            16: eth0 10.0.1.2/24\n"
            "            default via 10.0.1.1 dev eth0\n"
            "          router router\n"
            "            16: eth0 10.0.1.1/24\n"
            "          switch hub\n"
            "            16: br0 10.0.1.9/24\n"
            "            17: port1\n"
            "            18: port2");
  EXPECT_EQ(PrintToString(Plan()), "an empty plan");
}

// A type that has no printer is shown as bytes.
template <class T>
void expect_words(const T& value) {
  EXPECT_THAT(PrintToString(value), Not(HasSubstr("-byte object")));
}

TEST(Printers, ShowEachPublicValueInWords) {
  Topology topology;
  const auto a = topology.add_host("a");
  topology.add_route(a, {.destination = "10.9.0.0/16", .interface = "eth0"});
  const auto b = topology.add_switch("b");
  topology.connect({a, "eth0", {"10.0.0.1/24"}}, b, "2001:db8::/64", {.mtu = 9000, .up = false});
  const auto planned = plan(topology);

  EXPECT_EQ(PrintToString(topology.node(a)),
            "host a, lo up, routes computed\n            10.9.0.0/16 dev eth0");
  EXPECT_EQ(PrintToString(topology.node(b)), "switch b, br0");
  EXPECT_EQ(PrintToString(topology.links()[0]),
            "node 0 eth0 10.0.0.1/24 -- node 1, down, mtu 9000, planned from 2001:db8::/64");
  EXPECT_EQ(PrintToString(planned.links[0]),
            "node 0 interface 0 -- node 1 interface 0, down, mtu 9000");
  EXPECT_EQ(PrintToString(Question{a, EchoProbe{.target = "10.0.0.2"}}),
            "node 0 -> 10.0.0.2 icmp echo");
  EXPECT_EQ(PrintToString(ServiceOptions{.answer = "hello", .address = "10.0.0.1"}),
            "answers 'hello' on 10.0.0.1");
  EXPECT_EQ(PrintToString(SocketHolder{.pid = 7, .command = "nginx", .fd = 6}),
            "nginx (pid 7, fd 6)");
  EXPECT_EQ(PrintToString(Deadline::in(std::chrono::seconds(-1))), "passed");
  expect_words(NodeOptions());
  expect_words(SwitchOptions());
  expect_words(LinkOptions());
  expect_words(End(a));
  expect_words(planned.links[0].ends[0]);
  expect_words(NetworkOptions{.name = "Suite.Test"});
  expect_words(Inquiry{nullptr, EchoProbe{.target = "10.0.0.2"}});
  expect_words(AddressInfo{"eth0", 16, "10.0.0.1/24"});
  expect_words(InterfaceInfo());
  expect_words(ListeningSocket());
  expect_words(Neighbour{.address = "10.0.0.1"});
  expect_words(IcmpError{.sender = "10.0.0.1"});
  expect_words(EchoStatistics());
  expect_words(InterfaceName("eth0"));
}

class Handles : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");

  const LinkId cable = topology.connect(client, server, "10.0.0.0/24");
};

TEST_F(Handles, AreShownByWhatTheyStandFor) {
  EXPECT_EQ(PrintToString(network()), "a network of 2 nodes");
  EXPECT_EQ(PrintToString(node(client)), "node 'client'");
  EXPECT_EQ(PrintToString(node(client).interface("eth0")), "interface 16 'eth0'");
  EXPECT_EQ(PrintToString(link(cable)),
            "a link between interface 16 'eth0' and interface 17 'eth0'");
  EXPECT_EQ(PrintToString(Namespace::create("lone")), "namespace 'lone'");
  EXPECT_EQ(PrintToString(node(server).serve(tcp(80))), "a service on [::]:80/tcp in 'server'");
  EXPECT_EQ(PrintToString(node(server).start({"sleep", "600"})),
            "'sleep 600' in 'server', running");
}

}  // namespace
}  // namespace netrig
