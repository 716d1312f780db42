// to_shell_script(): a network by hand, built in a sandbox of its own and probed there with the
// programs that anybody has.
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "topology/shell_words.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A machine in which root types: a node of no link, whose /run is its own.
class ByHand : public NetworkTest {
 protected:
  const NodeId machine = topology.add_host("machine");

  /// A shell in the network that the script of `described` has built. Reads lines.
  Process shell_after(const Topology& described) {
    auto shell = node(machine).start({.arguments = {"bash"},
                                      .input_is_pipe = true,
                                      .errors_into_output = true,
                                      .empty_folders = {"/run"}});
    shell.write_input(to_shell_script(described) + "\necho is built\n");
    shell.wait_for_output("is built\n");
    return shell;
  }
  static ProgramResult type(const Process& shell, const std::string& command) {
    return shell.run_program({"bash", "-c", command});
  }
};

// client -- firewall -- server, both families; the firewall lets HTTP through and nothing else.
Topology perimeter() {
  Topology topology;
  const auto client = topology.add_host("client");
  const auto firewall = topology.add_router("firewall");
  const auto server = topology.add_host("server");
  topology.connect(client, firewall, {"10.0.1.0/24", "fd00:1::/64"});
  topology.connect({firewall, "dmz0"}, server, {"10.0.2.0/24", "fd00:2::/64"}, {.mtu = 1400});
  topology.configure(firewall, nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname $lan tcp dport 80 accept
        meta l4proto ipv6-icmp accept
      }
    })",
                                             {.variables = {{"lan", "eth0"}}}));
  return topology;
}

TEST_F(ByHand, IsTheSameToPackets) {
  const auto shell = shell_after(perimeter());
  const auto web = shell.start({"bash", "-c",
                                "for port in 80 23; do ip netns exec server nc -lk $port & done; "
                                "wait"});
  ASSERT_THAT(type(shell, "until [ $(ip netns exec server ss -Htln | wc -l) -ge 2 ]; do :; done"),
              Succeeded());

  EXPECT_THAT(type(shell, "ip netns exec client nc -zw 5 10.0.2.2 80"), Succeeded());
  EXPECT_THAT(type(shell, "ip netns exec client nc -zw 1 10.0.2.2 23"), Not(Succeeded()));
  EXPECT_THAT(type(shell, "ip netns exec client ping -c 1 -w 1 10.0.2.2"), Not(Succeeded()));
  EXPECT_THAT(type(shell, "ip netns exec client ping -c 1 -w 5 10.0.1.1"), Succeeded());
  EXPECT_THAT(type(shell, "ip netns exec client ping -c 1 -w 5 fd00:2::2"), Succeeded());
}

TEST_F(ByHand, HasTheSameLinksAddressesAndRoutes) {
  const auto described = perimeter();
  const Network network(described);
  const auto shell = shell_after(described);

  for (const auto& node : network.nodes()) {
    const auto typed = [&](const std::string& command) {
      return type(shell, fmt::format("ip -n {} {}", node.name(), command)).output;
    };
    const auto asked = [&](const std::string& command) {
      return node.run_program({"bash", "-c", "ip " + command}).output;
    };
    for (const auto* command : {"-br -4 address", "-4 route", "-6 route show proto static",
                                "-o link | grep -o 'mtu [0-9]*'", "rule"})
      EXPECT_EQ(typed(command), asked(command)) << node.name() << ": " << command;
  }
}

TEST_F(ByHand, HasSwitchesPortsVirtualInterfacesRulesAndSysctls) {
  Topology described;
  const auto lan = described.add_switch("lan", {.addresses = {"10.0.0.1/24"}});
  const auto one = described.add_host("one"), two = described.add_host("two");
  const auto down = described.add_host("down");
  described.connect(one, lan, "10.0.0.0/24", {.port = {.isolated = true}});
  described.connect(two, lan, "10.0.0.0/24", {.port = {.isolated = true}});
  described.connect(down, lan, "10.0.0.0/24", {.up = false});
  described.add_interface(one, {"mv0", Macvlan{.parent = "eth0"}, {"10.0.0.99/24"}});
  described.add_interface(two, {"br9", Bridge{}, {"10.9.0.1/24"}});
  described.add_route(down, {.destination = "10.7.0.0/16", .via = "10.0.0.1"});
  described.add_rule(one, {.priority = 10, .from = "10.0.0.99/32", .table = 100});
  described.add_route(one,
                      {.destination = "10.7.0.0/16", .type = RouteType::blackhole, .table = 100});
  described.set_sysctl(two, "net.ipv4.ip_default_ttl", "9");
  described.set_sysctl(two, "net.ipv4.conf.*.rp_filter", "2");
  described.set_sysctl(two, "net.ipv4.conf.eth0.rp_filter", "0");
  described.set_sysctls(two, sysctl_text("net.ipv4.conf.*.log_martians = 1\n"
                                         "net.ipv4.conf.all.log_martians = 0\n"
                                         "-net.ipv4.conf.default.log_martians\n"));
  described.set_file(two, "/etc/motd", "hello\n");

  const auto shell = shell_after(described);

  EXPECT_THAT(type(shell, "ip netns exec one ping -c 1 -w 5 10.0.0.1"), Succeeded());
  EXPECT_THAT(type(shell, "ip netns exec one ping -c 1 -w 1 10.0.0.3"), Not(Succeeded()));
  EXPECT_THAT(type(shell, "bridge -n lan -d link show dev port1").output, HasSubstr("isolated on"));
  EXPECT_THAT(type(shell, "ip -n one -d link show mv0").output, HasSubstr("mode bridge"));
  EXPECT_THAT(type(shell, "ip -n two address show br9").output, HasSubstr("10.9.0.1/24"));
  EXPECT_THAT(type(shell, "ip -n one rule").output, HasSubstr("10:\tfrom 10.0.0.99 lookup 100"));
  EXPECT_THAT(type(shell, "ip -n one route show table 100").output,
              HasSubstr("blackhole 10.7.0.0/16"));
  EXPECT_THAT(type(shell, "ip -n down link show eth0").output, HasSubstr("state DOWN"));
  EXPECT_EQ(type(shell,
                 "ip netns exec two sh -c 'cd /proc/sys/net/ipv4; cat ip_default_ttl "
                 "conf/eth0/rp_filter conf/br9/rp_filter'")
                .output,
            "9\n0\n2\n");
  EXPECT_EQ(type(shell,
                 "ip netns exec two sh -c 'cd /proc/sys/net/ipv4/conf; cat all/log_martians "
                 "default/log_martians eth0/log_martians br9/log_martians lo/log_martians'")
                .output,
            "0\n0\n1\n1\n1\n");
  EXPECT_THAT(to_shell_script(described),
              AllOf(HasSubstr("# not here: /etc/motd of 'two'"),
                    HasSubstr("# not here: 'ip -n down route add proto static 10.7.0.0/16 via")));
}

TEST_F(ByHand, TakesNamesThatAShellWouldTakeApart) {
  Topology described;
  const auto one = described.add_host("$HOME;'x'"), two = described.add_host("a&b");
  described.connect({one, "e*0"}, two, "10.0.0.0/24");

  const auto shell = shell_after(described);

  EXPECT_THAT(type(shell, "ip -n '$HOME;'\\''x'\\''' -br address show 'e*0'").output,
              HasSubstr("10.0.0.1/24"));
}

TEST(ShellWord, IsQuotedWhereItHasTo) {
  EXPECT_EQ(shell_word("10.0.0.1/24"), "10.0.0.1/24");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_words("  default  via $x "), "default via '$x'");
}

}  // namespace
}  // namespace netrig
