// Other families than IP's, and who else sends packets.
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <netrig/config/iptables.hpp>
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>
#include <thread>

#include "evidence/ruled.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::uint64_t packets(const RuleCoverage& coverage, const std::string& comment) {
  for (const auto& each : coverage.lines)
    if (Rule(comment).is(each.rule)) return each.packets();
  ADD_FAILURE() << "there is no rule \"" << comment << "\" in\n" << coverage;
  return 0;
}

// one -- bridge -- other
class Bridged : public NetworkTest {
 protected:
  const NodeId bridge = topology.add_switch("bridge");
  const NodeId one = topology.add_host("one"), other = topology.add_host("other");

  Bridged() {
    topology.connect({one, {"10.0.0.1/24"}}, {bridge, "port1"});
    topology.connect({other, {"10.0.0.2/24"}}, {bridge, "port2"});
  }
  RuleCoverage coverage_of(const std::string& ruleset, NodeId where) {
    const auto recorder = network().record_rules();
    node(where).configure(nftables_text(ruleset));
    const auto outcome = node(one).ping(other);
    return recorder.coverage();
  }
};

TEST_F(Bridged, BridgesAreCounted) {
  const auto coverage = coverage_of(R"(table bridge filter { chain forward {
      type filter hook forward priority 0;
      ip protocol icmp accept comment "echo"
      ether type arp accept comment "arp"
      ip protocol udp accept comment "udp"
    }
    })",
                                    bridge);

  EXPECT_EQ(packets(coverage, "echo"), 2U) << coverage;
  EXPECT_GE(packets(coverage, "arp"), 1U);
  EXPECT_EQ(packets(coverage, "udp"), 0U);
}

TEST_F(Bridged, ArpIsCounted) {
  const auto coverage = coverage_of(R"(table arp filter { chain input {
      type filter hook input priority 0;
      accept comment "arp"
    }
    })",
                                    other);

  EXPECT_GE(packets(coverage, "arp"), 1U) << coverage;
}

TEST_F(Bridged, RulesOfIptablesAreToldByTheirHandles) {
  const auto recorder = network().record_rules();
  node(other).configure(
      iptables_text("*filter\n-A INPUT -p icmp -j ACCEPT\n-A INPUT -p 17\nCOMMIT\n"));

  EXPECT_THAT(node(one).ping(other), Reached());

  const auto rules = recorder.coverage().rules();
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].packets(), 1U);
  EXPECT_EQ(rules[1].packets(), 0U);
  EXPECT_EQ(rules[0].rule.table, "ip filter");
}

// one -- other
class Cabled : public NetworkTest {
 protected:
  const NodeId one = topology.add_host("one"), other = topology.add_host("other");

  Cabled() { topology.connect(one, other, "10.0.0.0/24"); }

  /// Of a protocol that the kernel does not know, so that it meets no other hook on its way.
  void send_frame() {
    node(one).run([] {
      constexpr std::uint16_t experimental = 0x88b5;  // IEEE 802
      const UniqueFd socket(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      sockaddr_ll there{};
      there.sll_family = AF_PACKET;
      there.sll_protocol = htons(experimental);
      there.sll_ifindex = static_cast<int>(::if_nametoindex("eth0"));
      there.sll_halen = 6;
      std::fill_n(there.sll_addr, 6, std::uint8_t{0xff});
      EXPECT_EQ(
          ::sendto(socket.get(), "", 1, 0, reinterpret_cast<sockaddr*>(&there), sizeof(there)), 1);
    });
  }
};

TEST_F(Cabled, IngressIsCountedOfRulesetsBeforeAndAfterTheBeginning) {
  const auto table = [](const std::string& name) {
    return nftables_text(fmt::format(R"(table netdev {0} {{ chain ingress {{
        type filter hook ingress device "eth0" priority 0;
        ether type 0x88b5 accept comment "{0}"
      }}
      }})",
                                     name));
  };
  node(other).configure(table("before"));
  const auto recorder = network().record_rules();
  node(other).configure(table("after"));

  send_frame();

  EXPECT_THAT(node(one).ping(other), Reached()) << "so that has arrived as well";
  EXPECT_EQ(packets(recorder.coverage(), "before"), 1U);
  EXPECT_EQ(packets(recorder.coverage(), "after"), 1U);
}

TEST_F(Cabled, IngressIsCountedOfAProgramsRuleset) {
  const auto recorder = network().record_rules();
  const auto loaded = node(other).run_program(
      {"nft",
       "table netdev own { chain ingress { type filter hook ingress device eth0 priority 0; "
       "ether type 0x88b5 accept comment \"frame\"\n }\n }"});
  ASSERT_TRUE(loaded.succeeded()) << loaded;
  EXPECT_EQ(packets(recorder.coverage(), "frame"), 0U) << "which has looked at it";

  send_frame();

  EXPECT_THAT(node(one).ping(other), Reached());
  EXPECT_EQ(packets(recorder.coverage(), "frame"), 1U);
}

using Traffic = Ruled;
INSTANTIATE_TEST_SUITE_P(Families, Traffic, both_families, family_name);

TEST_P(Traffic, OfProgramsIsCounted) {
  load_forward(R"(tcp dport 23 reject with tcp reset comment "telnet")");
  const auto recorder = network().record_rules();

  const auto result = node(client).run_program(
      {"bash", "-c", fmt::format("echo > /dev/tcp/{}/23", to_string(target))});

  EXPECT_FALSE(result.succeeded());
  EXPECT_EQ(packets(recorder.coverage(), "telnet"), 1U);
}

TEST_P(Traffic, OfAProgramsOwnRulesetIsCounted) {
  const auto recorder = network().record_rules();
  const auto loaded = node(firewall).run_program(
      {"nft",
       "table inet own { chain forward { type filter hook forward priority 0; "
       "tcp dport 23 drop comment \"telnet\"\n }\n }"});
  ASSERT_TRUE(loaded.succeeded()) << loaded;

  EXPECT_THAT(connect(23), Dropped());

  const auto coverage = recorder.coverage();
  EXPECT_EQ(packets(coverage, "telnet"), 1U);
}

TEST_P(Traffic, OfOthersIsNotTakenForAProbes) {
  load_forward(R"(udp dport 9 drop comment "discard"
                  udp dport 53 accept comment "names")");
  const auto recorder = network().record_rules();
  const bool v4 = GetParam() == Family::ipv4;
  const auto open_socket = [&] {
    return UniqueFd(::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  };
  const auto address_of = [&](const IpAddress& address, std::uint16_t port) {
    sockaddr_in6 six{};
    sockaddr_in four{};
    sockaddr_storage all{};
    if (v4) {
      four.sin_family = AF_INET;
      four.sin_port = htons(port);
      const auto bytes = address.to_v4().to_bytes();
      std::memcpy(&four.sin_addr, bytes.data(), bytes.size());
      std::memcpy(&all, &four, sizeof(four));
    } else {
      six.sin6_family = AF_INET6;
      six.sin6_port = htons(port);
      const auto bytes = address.to_v6().to_bytes();
      std::memcpy(&six.sin6_addr, bytes.data(), bytes.size());
      std::memcpy(&all, &six, sizeof(six));
    }
    return all;
  };
  const auto size = static_cast<socklen_t>(v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
  const auto mute = node(server).run([&] {
    auto socket = open_socket();
    const auto here = address_of(target, 53);
    EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&here), size), 0);
    return socket;
  });
  const auto others = node(client).run(open_socket);

  // Another flow's packet is dropped while the probe waits.
  std::jthread other([&] {
    char byte = 0;
    EXPECT_GE(::recv(mute.get(), &byte, 1, 0), 0);
    const auto there = address_of(target, 9);
    EXPECT_EQ(::sendto(others.get(), &byte, 1, 0, reinterpret_cast<const sockaddr*>(&there), size),
              1);
  });
  const auto outcome =
      node(client).ask(UdpProbe{.target = {target, udp(53)}, .patience = short_patience});
  other.join();

  EXPECT_THAT(outcome, Silent());
  EXPECT_FALSE(outcome.drop) << outcome;
  EXPECT_EQ(packets(recorder.coverage(), "discard"), 1U);
  EXPECT_GE(packets(recorder.coverage(), "names"), 1U);
}

// Each of these packets meets 400 rules, and nobody reads what is told of that.
void send_more_than_fits(Namespace& node) {
  node.run([] {
    const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(9);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 400; ++i)
      ::sendto(socket.get(), "", 1, 0, reinterpret_cast<sockaddr*>(&there), sizeof(there));
  });
}

TEST_P(Traffic, ThatIsTooMuchIsSaidToBe) {
  std::string rules;
  for (int i = 0; i < 400; ++i) rules += "udp dport 9 counter\n";
  const auto recorder = network().record_rules();
  // Asked for texts while the recorder is at work.
  configure({.kind = "flood",
             .source = {},
             .text = {},
             .apply = [](const Configuration&, Namespace&) {},
             .listing = [](Namespace&) { return std::string(); },
             .rule_texts =
                 [](Namespace& where, const std::string&) {
                   send_more_than_fits(where);
                   return std::map<std::uint64_t, std::string>();
                 }});
  load(chain("input", rules + R"(udp dport 10 drop comment "later")"));

  EXPECT_THAT(recorder.coverage().gaps,
              ElementsAre(HasSubstr("more traffic at 'firewall' than could be followed")));

  EXPECT_THAT(node(client).ask(UdpProbe{.target = {either("10.0.1.1", "2001:db8:1::1"), udp(10)},
                                        .patience = short_patience}),
              Dropped());
  EXPECT_EQ(packets(recorder.coverage(), "later"), 1U);
}

}  // namespace
}  // namespace netrig
