// A packet that a ruleset drops is known to be dropped when it dies, with the rule that did it.
#include <sys/socket.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "ruled.hpp"
#include "sockets/plain_socket.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

using Rules = Ruled;
INSTANTIATE_TEST_SUITE_P(Families, Rules, both_families, family_name);

TEST_P(Rules, AreNamedWhenTheyDropTcp) {
  load_forward(R"(tcp dport 23 counter drop comment "no telnet")");
  const auto telnet = node(server).serve(tcp(23));

  const auto outcome = node(client).connect(telnet, GetParam());

  EXPECT_THAT(outcome, DroppedAt(firewall, Rule("no telnet")));
  ASSERT_TRUE(outcome.drop);
  EXPECT_EQ(outcome.drop->incoming_interface, "lan");
  EXPECT_EQ(outcome.drop->outgoing_interface, "wan");
  EXPECT_EQ(outcome.drop->rule->text, R"(tcp dport 23 counter drop comment "no telnet")");
  EXPECT_EQ(outcome.drop->doubt, "");
  EXPECT_LT(outcome.elapsed, default_probe_patience);
}

TEST_P(Rules, AreNamedWhenTheyDropUdp) {
  load_forward(R"(udp dport 53 drop comment "no names")");
  const auto names = node(server).serve(udp(53));

  EXPECT_THAT(node(client).exchange(names, GetParam()), DroppedAt(firewall, Rule("no names")));
}

TEST_P(Rules, AreNamedWhenTheyDropEcho) {
  load_forward(R"(meta l4proto { icmp, ipv6-icmp } drop comment "no ping")");

  EXPECT_THAT(node(client).ping(target), DroppedAt(firewall, Rule("no ping")));
}

TEST_P(Rules, AreNamedWhenTheyDropTheAnswer) {
  load_forward(R"(tcp sport 80 drop comment "no answers")");
  const auto web = node(server).serve(tcp(80));

  const auto outcome = node(client).connect(web, GetParam());

  EXPECT_THAT(outcome, DroppedAt(firewall, Rule("no answers")));
  EXPECT_TRUE(outcome.drop && outcome.drop->is_reply);
}

TEST_P(Rules, AreNamedWithTheInterfacesBehindAJumpToo) {
  load("chain web {\ntcp dport 80 drop comment \"no web\"\n}\n" + chain("forward", "jump web"));

  const auto outcome = node(client).connect({target, tcp(80)});

  EXPECT_THAT(outcome, DroppedAt(firewall, Rule("no web")));
  EXPECT_EQ(outcome.drop->incoming_interface, "lan");
  EXPECT_EQ(outcome.drop->outgoing_interface, "wan");
}

TEST_P(Rules, LeaveItToThePolicy) {
  load_forward("tcp dport 80 accept", "drop");
  const auto ssh = node(server).serve(tcp(22));

  EXPECT_THAT(node(client).connect(ssh, GetParam()),
              DroppedAt(firewall, Rule::policy_of("inet filter forward")));
}

TEST_P(Rules, CountThePacketOnceAndListNothingNew) {
  load_forward(R"(tcp dport 23 counter drop comment "no telnet")");
  const auto before = nftables_ruleset(node(firewall));

  EXPECT_THAT(node(client).connect({target, tcp(23)}), Dropped());

  auto after = nftables_ruleset(node(firewall));
  EXPECT_EQ(after.rule("no telnet").counter->packets, 1U);
  reset_nftables_counters(node(firewall));
  EXPECT_EQ(nftables_ruleset(node(firewall)), before);
}

TEST_P(Rules, AreToldFromAServiceOnAnotherInterface) {
  const auto inner = node(server).run([&] {
    auto socket = bind_plainly({.address = target}, tcp(80));
    constexpr std::string_view loopback = "lo";
    if (::setsockopt(socket.fd.get(), SOL_SOCKET, SO_BINDTODEVICE, loopback.data(),
                     loopback.size()) != 0)
      socket.result = error_code_from(errno);
    return socket;
  });
  ASSERT_EQ(inner.result, std::error_code());

  EXPECT_THAT(connect(80),
              AllOf(Refused(), Field(&Outcome::explanation, HasSubstr("nobody listens"))));
  EXPECT_THAT(node(server).listening_sockets(),
              Contains(Field("interface", &ListeningSocket::interface, "lo")));
}

TEST_P(Rules, AreToldFromAClosedPort) {
  load_forward(R"(tcp dport 23 reject with tcp reset comment "no telnet")");
  const auto telnet = node(server).serve(tcp(23));

  EXPECT_THAT(node(client).connect(telnet, GetParam()), RejectedAt(firewall, Rule("no telnet")));
  EXPECT_THAT(node(client).connect({target, tcp(22)}),
              AllOf(Refused(), Field(&Outcome::explanation, HasSubstr("nobody listens"))));
}

}  // namespace
}  // namespace netrig
