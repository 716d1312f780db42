// What no ruleset and no route explains, the kernel does: why it freed the packet, and where.
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <future>
#include <netrig/config/iptables.hpp>
#include <netrig/core/unique_fd.hpp>
#include <netrig/netns/feature.hpp>
#include <vector>

#include "ruled.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;
using ::testing::Optional;

auto report(const ::testing::Matcher<const DropReport&>& matcher) {
  return Field("drop", &Outcome::drop, Optional(matcher));
}
auto told(const std::string& reason) {
  return report(AllOf(Field("kernel_reason", &DropReport::kernel_reason, reason),
                      Field("kernel_function", &DropReport::kernel_function, Not(IsEmpty()))));
}
auto doubtful() {
  return report(Field("doubt", &DropReport::doubt, Not(IsEmpty())));
}
auto came_in_on(const std::string& interface) {
  return report(Field("incoming_interface", &DropReport::incoming_interface, interface));
}
auto would_leave_on(const std::string& interface) {
  return report(Field("outgoing_interface", &DropReport::outgoing_interface, interface));
}
auto at_once() {
  return Field("elapsed", &Outcome::elapsed, Lt(default_probe_patience));
}
auto is_answer() {
  return report(Field("is_reply", &DropReport::is_reply, true));
}
auto of_packet_to(const IpAddress& target) {
  return report(Field("packet", &DropReport::packet,
                      EndsWith(fmt::format("-> {}", Endpoint(target, tcp(80))))));
}

class KernelDrops : public Ruled {
 protected:
  const IpAddress client_address = either("10.0.1.2", "2001:db8:1::2");

  void network_ready() override {
    if (!kernel_has(Feature::ebpf)) GTEST_SKIP() << missing(Feature::ebpf);
    EXPECT_THAT(node(client).ping(target), Reached());  // neighbours are known
  }
  /// The firewall takes nothing from there any more, and answers nothing.
  void close(const std::string& interface) {
    if (family == Family::ipv6)
      return node(firewall).set_sysctl(fmt::format("net.ipv6.conf.{}.disable_ipv6", interface),
                                       "1");
    node(firewall).set_sysctl(fmt::format("net.ipv4.conf.{}.rp_filter", interface), "1");
    node(firewall).replace_route({.destination = interface == "lan" ? "10.0.1.2/32" : "10.0.2.2/32",
                                  .interface = interface == "lan" ? "wan" : "lan"});
  }
  const std::string reason_of_closed = either<const char*>("IP_RPFILTER", "IPV6DISABLED");
};
INSTANTIATE_TEST_SUITE_P(Families, KernelDrops, both_families, family_name);

TEST_P(KernelDrops, EndAProbeWhereTheyAreCertain) {
  const auto web = node(server).serve(tcp(80));
  close("lan");

  EXPECT_THAT(node(client).connect({target, tcp(80)}),
              AllOf(DroppedAt(firewall, DropCause::route), told(reason_of_closed),
                    came_in_on("lan"), Not(doubtful()), at_once()));
}

// The routes of who sends in another one's name are not asked.
TEST_P(KernelDrops, NeedNobodyElseToEndAProbe) {
  close("lan");

  EXPECT_THAT(node(client).ask(TcpProbe{.target = {target, tcp(80)},
                                        .source = either("192.0.2.9", "2001:db8:9::9"),
                                        .transparent = true}),
              AllOf(DroppedAt(firewall), told(reason_of_closed), at_once()));
}

class LegacyIptables : public KernelDrops {
 protected:
  const IptablesOptions options{.family = family, .backend = IptablesBackend::legacy};

  void network_ready() override {
    KernelDrops::network_ready();
    if (!is_iptables_installed(options)) GTEST_SKIP() << "iptables is not installed here";
  }
  void load_rule(const std::string& rule) {
    configure(iptables_text(fmt::format("*filter\n-A {} -j DROP\nCOMMIT\n", rule), options));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, LegacyIptables, both_families, family_name);

TEST_P(LegacyIptables, IsKnownByTheKernelsReason) {
  const auto telnet = node(server).serve(tcp(23));
  load_rule("FORWARD -p tcp --dport 23");

  EXPECT_THAT(connect(23), AllOf(DroppedAt(firewall, DropCause::kernel), told("NETFILTER_DROP"),
                                 came_in_on("lan"), doubtful()));
}

TEST_P(LegacyIptables, IsKnownByAnAnswerThatItDrops) {
  load_rule("FORWARD -i wan");

  EXPECT_THAT(node(client).ping(target, 1, short_patience),
              AllOf(DroppedAt(firewall, DropCause::kernel), told("NETFILTER_DROP"),
                    came_in_on("wan"), is_answer()));
}

// A token bucket that no packet of a probe fits into.
TEST_P(KernelDrops, ExplainWhatAQueueDrops) {
  const auto web = node(server).serve(tcp(80));
  ASSERT_THAT(node(firewall).run_program({"tc", "qdisc", "add", "dev", "wan", "root", "tbf", "rate",
                                          "8kbit", "burst", "60b", "limit", "60b"}),
              Succeeded());

  EXPECT_THAT(connect(80), AllOf(DroppedAt(firewall, DropCause::kernel), told("QDISC_DROP"),
                                 would_leave_on("wan"), doubtful()));
}

// An IPv6 socket, which takes both families, and whose filter takes nothing.
UniqueFd open_deaf_socket(int type, std::uint16_t port) {
  UniqueFd opened(::socket(AF_INET6, type | SOCK_CLOEXEC, 0));
  sock_filter nothing{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0};
  const sock_fprog filter{.len = 1, .filter = &nothing};
  EXPECT_EQ(::setsockopt(opened.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)), 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  EXPECT_EQ(::bind(opened.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  if (type == SOCK_STREAM) ::listen(opened.get(), 1);
  return opened;
}

TEST_P(KernelDrops, ExplainWhatASocketsFilterDrops) {
  const auto sockets = node(server).run([] {
    return std::array{open_deaf_socket(SOCK_STREAM, 7), open_deaf_socket(SOCK_DGRAM, 7)};
  });
  const auto by_filter =
      AllOf(DroppedAt(server, DropCause::kernel), told("SOCKET_FILTER"), doubtful());

  EXPECT_THAT(connect(7), by_filter);
  EXPECT_THAT(node(client).exchange({target, udp(7)}, short_patience), by_filter);
}

TEST_P(KernelDrops, AddTheKernelsWordsToARule) {
  const auto telnet = node(server).serve(tcp(23));
  load_forward(R"(tcp dport 23 drop comment "no telnet")");

  EXPECT_THAT(node(client).connect(telnet, family),
              AllOf(DroppedAt(firewall, Rule("no telnet")), told("NETFILTER_DROP")));
}

TEST_P(KernelDrops, LeaveAClosedPortRefused) {
  EXPECT_THAT(connect(9), AllOf(Refused(), Field("drop", &Outcome::drop, Eq(std::nullopt))));
  EXPECT_THAT(node(client).exchange({target, udp(9)}), Refused());
}

TEST_P(KernelDrops, LeaveAMissingRouteWithoutOne) {
  node(firewall).remove_route({.destination = either("10.0.2.0/24", "2001:db8:2::/64")});

  EXPECT_THAT(connect(80), NoRouteAt(node(firewall)));
}

// Both at once: each is told of its own, whoever reads it.
TEST_P(KernelDrops, AreTheOnesOfTheProbeThatAsks) {
  close("lan");
  close("wan");
  const IpAddress stranger = either("192.0.2.9", "2001:db8:9::9");
  const auto ask = [&](NodeId from, const IpAddress& to) {
    // Of the same port neither would be told.
    const TcpProbe probe{.target = {to, tcp(80)},
                         .source = stranger,
                         .source_port = from == client ? std::uint16_t{4001} : std::uint16_t{4002},
                         .transparent = true};
    std::vector<Outcome> outcomes;
    for (int i = 0; i < 20; ++i) outcomes.push_back(node(from).ask(probe));
    return outcomes;
  };

  auto others = std::async(std::launch::async, ask, server, client_address);
  const auto outcomes = ask(client, target);

  EXPECT_THAT(outcomes, Each(AllOf(told(reason_of_closed), came_in_on("lan"), at_once(),
                                   of_packet_to(target))));
  EXPECT_THAT(others.get(), Each(AllOf(told(reason_of_closed), came_in_on("wan"), at_once(),
                                       of_packet_to(client_address))));
}

// A switch that has forgotten where they are sends each packet to all: who is not meant drops it.
class Flooded : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan =
      topology.add_switch("lan", {.options = {.ageing_time = std::chrono::seconds(0)}});
  const NodeId alice = topology.add_host("alice"), bob = topology.add_host("bob"),
               carol = topology.add_host("carol");

  Flooded() {
    for (const auto host : {alice, bob, carol})
      topology.connect(host, lan, {"192.0.2.0/24", "2001:db8::/64"});
  }
  void network_ready() override {
    if (!kernel_has(Feature::ebpf)) GTEST_SKIP() << missing(Feature::ebpf);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Flooded, both_families, family_name);

TEST_P(Flooded, IsReachedThoughOthersDropTheirCopy) {
  const auto web = node(bob).serve(tcp(80));
  const auto address_of_bob = node(alice).address_of(bob, family);

  EXPECT_THAT(node(alice).connect(web, family), Reached());
  EXPECT_THAT(node(alice).ping(address_of_bob), Reached());
  node(bob).set_sysctl(
      either<const char*>("net.ipv4.icmp_echo_ignore_all", "net.ipv6.icmp.echo_ignore_all"), "1");
  EXPECT_THAT(node(alice).ping(address_of_bob, 1, short_patience), Silent());
}

}  // namespace
}  // namespace netrig
