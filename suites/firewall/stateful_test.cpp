// A stateful firewall: answers to what was asked from inside pass, and so do the errors about it.
#include "firewall/traffic.hpp"
#include "netrig/fixtures/routed_network.hpp"
#include "sockets/raw_packets.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr auto stateful = R"(
  table inet perimeter {
    chain forward {
      type filter hook forward priority filter; policy drop;
      ct state invalid counter drop comment "invalid"
      ct state established accept
      ct state related counter accept comment "related"
      iifname "lan0" accept comment "from inside"
      counter drop comment "unasked"
    }
  })";
constexpr auto without_related = R"(
  table inet perimeter {
    chain forward {
      type filter hook forward priority filter; policy drop;
      ct state established accept
      ct state related counter drop comment "related"
      iifname "lan0" accept comment "from inside"
    }
  })";

// west is the firewall, its lan0 the inside.
class Stateful : public RoutedNetwork, public OfEachFamily {
 protected:
  Stateful() { topology.configure(west, nftables_text(stateful)); }
  IpAddress inside() { return node(server).address_of(client, GetParam()); }
  IpAddress outside() { return node(client).address_of(server, GetParam()); }
  UdpProbe question(std::uint16_t source_port) {
    return {.target = {outside(), udp(53)}, .source_port = source_port, .patience = short_patience};
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Stateful, both_families, family_name);

TEST_P(Stateful, LetsAnswersInAndNothingElse) {
  const auto outer = node(server).serve(tcp(80)), inner = node(client).serve(tcp(80));

  EXPECT_THAT(node(client).ask(tcp_to(outside(), 80)), Reached());
  EXPECT_THAT(node(server).ask(tcp_to(inside(), 80)), Dropped());

  EXPECT_THAT(inner.callers(), IsEmpty());
  EXPECT_THAT(counted(node(west), "unasked"), HasCounted(1));
}

TEST_P(Stateful, LetsTheAnswerToAPingInButNoPing) {
  EXPECT_THAT(node(client).ask(echo_to(outside())), Reached());
  EXPECT_THAT(node(server).ask(echo_to(inside())), Dropped());
}

// The same two ports, but nobody inside has asked.
TEST_P(Stateful, TakesNoDatagramForAnAnswerThatHasNoQuestion) {
  const auto resolver = node(client).serve(udp(4000));
  const UdpProbe answer{
      .target = {inside(), udp(4000)}, .source_port = 53, .patience = short_patience};

  EXPECT_THAT(node(server).ask(answer), Dropped());

  EXPECT_THAT(resolver.callers(), IsEmpty());
  EXPECT_THAT(counted(node(west), "unasked"), HasCounted(1));
}

TEST_P(Stateful, KeepsWhatIsEstablishedWhenTheRulesBecomeStricter) {
  const auto dns = node(server).serve(udp(53));
  EXPECT_THAT(node(client).ask(question(4000)), Reached());

  node(west).configure(nftables_text(R"(
    flush chain inet perimeter forward
    add rule inet perimeter forward ct state established accept
    add rule inet perimeter forward counter drop comment "new"
  )"));

  EXPECT_THAT(node(client).ask(question(4000)), Reached());
  EXPECT_THAT(node(client).ask(question(4001)), Dropped());
  EXPECT_THAT(counted(node(west), "new"), HasCounted(1));
}

TEST_P(Stateful, ForgetsWhatConntrackForgets) {
  const auto dns = node(server).serve(udp(53));
  EXPECT_THAT(node(client).ask(question(4000)), Reached());
  node(west).configure(nftables_text("insert rule inet perimeter forward ct state new drop"));
  EXPECT_THAT(node(client).ask(question(4000)), Reached());

  node(west).flush_conntrack();

  EXPECT_THAT(node(client).ask(question(4000)), Dropped());
}

// ICMP errors ------------------------------------------------------------------------------------

TEST_P(Stateful, LetsInThatAPortIsClosed) {
  EXPECT_THAT(node(client).ask(udp_to(outside(), 53)), Refused());

  EXPECT_THAT(counted(node(west), "related"), HasCounted(1));
}

TEST_P(Stateful, LetsInThatTheTimeToLiveIsOver) {
  const EchoProbe probe{.target = outside(), .ttl = 2, .patience = short_patience};

  EXPECT_THAT(node(client).ask(probe), RejectedBy(node(east)));

  EXPECT_THAT(counted(node(west), "related"), HasCounted(1));
}

TEST_P(Stateful, LetsInThatAPacketIsTooBig) {
  node(east).interface("lan0").set_mtu(1400);
  const EchoProbe probe{
      .target = outside(), .payload_size = 1440, .dont_fragment = true, .patience = short_patience};

  EXPECT_THAT(node(client).ask(probe),
              AllOf(RejectedBy(node(east)),
                    Field(&Outcome::icmp_error,
                          Optional(Field(&IcmpError::mtu, Optional(std::uint32_t{1400}))))));
}

// The same error is believed as soon as there is something that it can be about.
TEST_P(Stateful, TakesNoErrorAboutWhatNobodySent) {
  const auto dns = node(server).serve(udp(53));
  const auto error = port_unreachable_about(inside(), outside());
  const auto send_it = [&] { send_icmp(inside(), error); };

  node(server).run(send_it);

  EXPECT_THAT(counted(node(west), "invalid"), HasCounted(1));
  EXPECT_THAT(counted(node(west), "related"), HasCounted(0));

  EXPECT_THAT(node(client).ask(question(4000)), Reached());
  node(server).run(send_it);

  EXPECT_THAT(counted(node(west), "invalid"), HasCounted(1));
  EXPECT_THAT(counted(node(west), "related"), HasCounted(1));
}

TEST_P(Stateful, WithoutRelatedKeepsErrorsOut) {
  node(west).configure(nftables_text("flush ruleset"));
  node(west).configure(nftables_text(without_related));
  node(east).interface("lan0").set_mtu(1400);
  const EchoProbe too_big{
      .target = outside(), .payload_size = 1440, .dont_fragment = true, .patience = short_patience};

  EXPECT_THAT(node(client).ask(echo_to(outside())), Reached());
  EXPECT_THAT(node(client).ask(udp_to(outside(), 53)), Dropped());
  EXPECT_THAT(node(client).ask(too_big), Dropped());
  EXPECT_THAT(counted(node(west), "related"), HasCounted(2));
}

}  // namespace
}  // namespace netrig
