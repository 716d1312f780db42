// Captures of running networks, opened by tshark.
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "evidence/capture.hpp"
#include "netrig/probe/ask.hpp"
#include "network/builder.hpp"
#include "network/captures_file.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// client -- router -- server, and a node to run tshark in that sends nothing.
class Captured : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const NodeId reader = topology.add_host("reader");
  TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "captures.pcapng";

  Captured() {
    topology.connect(client, router, "10.0.1.0/24");
    topology.connect(router, server, "10.0.2.0/24");
  }

  Network captured() { return Network(topology, {.name = "captured", .captures = true}); }

  /// What tshark prints of the packets that the display filter lets through.
  std::vector<std::string> read(const std::string& filter, const std::vector<std::string>& fields) {
    std::vector<std::string> arguments{"tshark", "-n", "-r", file, "-Y", filter, "-T", "fields"};
    for (const auto& field : fields) arguments.insert(arguments.end(), {"-e", field});
    const auto result = node(reader).run_program(arguments);
    EXPECT_THAT(result, Succeeded());
    return lines_of(result.output);
  }
};

TEST_F(Captured, FollowsAPacketFromInterfaceToInterface) {
  const auto network = captured();
  ASSERT_THAT(network[client].ping("10.0.2.2"), Reached());

  network.write_captures(file);

  EXPECT_THAT(read("icmp", {"frame.interface_name", "frame.packet_flags_direction", "icmp.type"}),
              ElementsAre("client/eth0\t0x00000002\t8", "router/eth0\t0x00000001\t8",
                          "router/eth1\t0x00000002\t8", "server/eth0\t0x00000001\t8",
                          "server/eth0\t0x00000002\t0", "router/eth1\t0x00000001\t0",
                          "router/eth0\t0x00000002\t0", "client/eth0\t0x00000001\t0"));
}

TEST_F(Captured, NamesAllInterfacesThoseWithoutPacketsToo) {
  Topology other;
  const auto lan = other.add_switch("lan", {.bridge = "docker0"});
  const auto host = other.add_host("host");
  other.connect({host, "wan0"}, lan, "10.0.0.0/24", {.up = false});
  other.add_interface(host, {"mv0", Macvlan{.parent = "wan0"}});
  const Network network(other, {.captures = true});
  network[host].add_veth("a", "b");

  network.write_captures(file);

  const auto told = node(reader).run_program({"capinfos", file});
  for (const auto* name : {"lan/lo", "lan/docker0", "lan/port1", "host/lo", "host/wan0", "host/mv0",
                           "host/a", "host/b"})
    EXPECT_THAT(told.output, HasSubstr(std::string("Name = ") + name + "\n"));
}

TEST_F(Captured, KeepsPacketsOfAnInterfaceThatIsGone) {
  const auto network = captured();
  const auto pair = network[client].add_veth("a", "b");
  for (const auto& end : pair) end.up();
  pair[0].add_address("192.0.2.1/24");
  network[client].resolve_neighbour("192.0.2.9", std::chrono::milliseconds(50));
  pair[0].remove();

  network.write_captures(file);

  EXPECT_THAT(read("arp.dst.proto_ipv4 == 192.0.2.9", {"frame.interface_name"}),
              Contains(AllOf(HasSubstr("client/#"), HasSubstr(" (gone)"))));
}

TEST_F(Captured, SeesTunnelledPacketsAsTheyAre) {
  if (!kernel_has(Feature::tun)) GTEST_SKIP() << missing(Feature::tun);
  Topology other;
  const auto host = other.add_host("host");
  other.add_interface(host, {"tun0", Tun{}, {"10.9.0.1/24"}});
  const Network network(other, {.captures = true});
  const auto program = network[host].open_tun("tun0");
  network[host].ping("10.9.0.2", 1, std::chrono::milliseconds(50));

  network.write_captures(file);

  EXPECT_THAT(read("icmp", {"frame.interface_name", "ip.dst"}), ElementsAre("host/tun0\t10.9.0.2"));
}

TEST_F(Captured, KeepsTheNewestAndSaysHowManyAreGone) {
  const auto network = captured();
  const auto echo = network[server].serve(udp(7));
  const std::string longest(1400, 'x');
  for (int i = 0; i < 300; ++i)  // 840 KB, of which a node keeps 256 KiB
    ASSERT_THAT(network[client].ask(UdpProbe{.target = {"10.0.2.2", udp(7)}, .send = longest}),
                Reached());
  ASSERT_THAT(network[client].ping("10.0.2.2"), Reached());

  network.write_captures(file);

  EXPECT_THAT(read("icmp", {"frame.interface_name"}), testing::SizeIs(8));
  EXPECT_THAT(read("arp", {"frame.interface_name"}), Not(Contains("client/eth0")));
  EXPECT_LT(std::filesystem::file_size(file), 5 * (Capture::kept + 4096));
  EXPECT_THAT(node(reader).run_program({"capinfos", file}).output,
              testing::ContainsRegex("client: [0-9]+ earlier packets were not kept"));
}

TEST_F(Captured, HasTheBeginningOfAPacketThatIsLong) {
  Topology other;
  const auto host = other.add_host("host");
  const Network network(other, {.captures = true});
  const auto echo = network[host].serve(udp(7));
  ASSERT_THAT(
      network[host].ask(UdpProbe{.target = {"127.0.0.1", udp(7)}, .send = std::string(9000, 'x')}),
      Reached());

  network.write_captures(file);

  EXPECT_THAT(read("udp.dstport == 7", {"frame.cap_len", "frame.len"}),
              ElementsAre("2048\t9042", "2048\t9042"));  // `lo` sends it and receives it
}

TEST_F(Captured, CommentsThePacketThatAFirewallDropped) {
  auto guarded = topology;
  guarded.configure(router, nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter;
        tcp dport 23 drop comment "no telnet"
      }
    })"));
  const Network network(guarded, {.captures = true});
  const auto telnet = network[server].serve(tcp(23));
  ASSERT_THAT(network[client].connect(telnet), Not(Reached()));

  network.write_captures(file);

  EXPECT_THAT(read("frame.comment contains \"no telnet\"", {"frame.interface_name", "tcp.dstport"}),
              ElementsAre("router/eth0\t23"));
}

TEST_F(Captured, CommentsThePacketThatADropReportIsAbout) {
  NetworkState state(topology, plan(topology));
  build(state, {.captures = true});
  const auto ask = [&](const Probe& probe) {
    const std::array inquiry{Inquiry{&state.at(client), probe}};
    netrig::ask(inquiry, Deadline::in(kernel_patience));
  };
  ask(TcpProbe{.target = "10.0.2.2:80/tcp", .source_port = 4000});
  ask(EchoProbe{.target = "10.0.2.2"});

  state.note({.node = "router",
              .id = router,
              .packet = "10.0.1.2:4000 -> 10.0.2.2:80/tcp",
              .incoming_interface = "eth0",
              .explanation = "for this test"});
  std::ofstream(file) << captures_file(state);

  EXPECT_THAT(read("frame.comment", {"frame.interface_name", "tcp.dstport"}),
              ElementsAre("router/eth0\t80"));
  EXPECT_THAT(read("frame.comment contains \"dropped at router\"", {"frame.number"}),
              testing::SizeIs(1));
}

TEST_F(Captured, CommentsTheLastPacketWhereNoneIsRecognized) {
  NetworkState state(topology, plan(topology));
  build(state, {.captures = true});
  const std::array inquiry{Inquiry{&state.at(client), EchoProbe{.target = "10.0.2.2"}}};
  netrig::ask(inquiry, Deadline::in(kernel_patience));

  state.note({.node = "router", .id = router, .packet = "something else"});
  std::ofstream(file) << captures_file(state);

  // The echo's answer, or what IPv6 has sent since.
  EXPECT_THAT(read("frame.comment", {"frame.interface_name"}), ElementsAre(StartsWith("router/")));
}

TEST_F(Captured, AreRefusedToWhoHasNotAskedForThem) {
  const Network without(topology);

  EXPECT_THROW(without.write_captures(file), DescriptionError);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Captured, LeavesNoNamespaceBehind) {
  auto network = captured();
  ASSERT_THAT(network[client].ping("10.0.2.2"), Reached());

  EXPECT_NO_THROW(network.remove());
}

}  // namespace
}  // namespace netrig
