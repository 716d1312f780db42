// A host's own firewall: what reaches it, and what it may send.
#include "firewall/traffic.hpp"
#include "netrig/fixtures/two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::IsEmpty;

// Input ------------------------------------------------------------------------------------------

constexpr auto only_ssh = R"(
  flush ruleset
  table inet host {
    chain input {
      type filter hook input priority filter; policy drop;
      iif "lo" accept
      ct state vmap { established : accept, related : accept, invalid : drop }
      icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
      tcp dport 22 accept
      counter drop comment "unwanted"
    }
    chain forward { type filter hook forward priority filter; policy drop; }
  })";

class OnlySsh : public TwoHosts, public OfEachFamily {
 protected:
  OnlySsh() { topology.configure(server, nftables_text(only_ssh)); }
  IpAddress guarded() { return node(client).address_of(server, GetParam()); }
  IpAddress other() { return node(server).address_of(client, GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Families, OnlySsh, both_families, family_name);

TEST_P(OnlySsh, IsReached) {
  const auto sshd = node(server).serve(tcp(22));

  EXPECT_THAT(node(client).ask(tcp_to(guarded(), 22)), Reached());

  EXPECT_THAT(counted(node(server), "unwanted"), HasCounted(0));
}

TEST_P(OnlySsh, IsReachedAndNoOtherService) {
  const auto database = node(server).serve(tcp(5432));

  EXPECT_THAT(node(client).ask(tcp_to(guarded(), 5432)), Dropped());

  EXPECT_THAT(database.callers(), IsEmpty());
  EXPECT_THAT(counted(node(server), "unwanted"), HasCounted(1));
}

TEST_P(OnlySsh, IsReachedAndNoClosedPortGivesItselfAway) {
  EXPECT_THAT(node(client).ask(tcp_to(guarded(), 23)), Dropped());
  EXPECT_THAT(node(client).ask(udp_to(guarded(), 22)), Dropped());
  EXPECT_THAT(node(client).ask(echo_to(guarded())), Dropped());

  EXPECT_THAT(counted(node(server), "unwanted"), HasCounted(3));
}

TEST_P(OnlySsh, LeavesTheHostItsOwnConversations) {
  const auto site = node(client).serve(tcp(80)), dns = node(client).serve(udp(53));

  EXPECT_THAT(node(server).ask(tcp_to(other(), 80)), Reached());
  EXPECT_THAT(node(server).ask(udp_to(other(), 53)), Reached());
  EXPECT_THAT(node(server).ask(udp_to(other(), 54)), Refused());
  EXPECT_THAT(node(server).ask(echo_to(other())), Reached());
}

TEST_P(OnlySsh, LeavesTheHostItself) {
  const auto database = node(server).serve(tcp(5432));

  EXPECT_THAT(node(server).ask(tcp_to(guarded(), 5432)), Reached());
}

// Output -----------------------------------------------------------------------------------------

class Output : public TwoHosts, public OfEachFamily {
 protected:
  void filter_output(const char* rules) {
    node(client).configure(nftables_text(fmt::format(R"(
      table inet host {{
        chain output {{
          type filter hook output priority filter; policy accept;
          {}
        }}
      }})",
                                                     rules)));
  }
  IpAddress target() { return node(client).address_of(server, GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Families, Output, both_families, family_name);

TEST_P(Output, ThatIsDroppedIsDeniedToADatagram) {
  const auto dns = node(server).serve(udp(53)), ntp = node(server).serve(udp(123));
  filter_output("udp dport 53 counter drop comment \"no dns\"");

  EXPECT_THAT(node(client).ask(udp_to(target(), 53)),
              AllOf(Denied(), Field(&Outcome::error, std::errc::operation_not_permitted)));
  EXPECT_THAT(node(client).ask(udp_to(target(), 123)), Reached());

  EXPECT_THAT(dns.callers(), IsEmpty());
  EXPECT_THAT(counted(node(client), "no dns"), HasCounted(1));
}

TEST_P(Output, ThatIsDroppedIsDeniedToAPing) {
  filter_output(R"(
    icmp type echo-request counter drop comment "no ping"
    icmpv6 type echo-request counter drop comment "no ping over IPv6"
  )");

  EXPECT_THAT(node(client).ask(echo_to(target())), Denied());

  EXPECT_THAT(counted(node(client), either<const char*>("no ping", "no ping over IPv6")),
              HasCounted(1));
}

// The kernel tells nobody that it did not send a SYN; it tries again later.
TEST_P(Output, ThatIsDroppedIsSilenceToAConnection) {
  const auto site = node(server).serve(tcp(80));
  filter_output("tcp dport 80 counter drop comment \"no web\"");

  EXPECT_THAT(node(client).ask(tcp_to(target(), 80)), Dropped());

  EXPECT_THAT(site.callers(), IsEmpty());
  EXPECT_THAT(counted(node(client), "no web"), HasCounted(1));
}

TEST_P(Output, ThatIsRejectedIsDeniedToAConnection) {
  const auto site = node(server).serve(tcp(80));
  filter_output("tcp dport 80 counter reject with icmpx admin-prohibited comment \"no web\"");

  EXPECT_THAT(node(client).ask(tcp_to(target(), 80)), Denied());

  EXPECT_THAT(site.callers(), IsEmpty());
}

TEST_P(Output, ThatIsResetIsNoClosedPort) {
  const auto site = node(server).serve(tcp(80));
  filter_output("tcp dport 80 counter reject with tcp reset comment \"no web\"");

  EXPECT_THAT(node(client).ask(tcp_to(target(), 80)), RejectedBy(Rule("no web")));

  EXPECT_THAT(site.callers(), IsEmpty());
}

TEST_P(Output, WithADefaultDenyAnswersStill) {
  const auto sshd = node(client).serve(tcp(22));
  filter_output(R"(
    ct state established accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    drop
  )");

  EXPECT_THAT(node(server).ask(tcp_to(node(server).address_of(client, GetParam()), 22)), Reached());
  EXPECT_THAT(node(client).ask(udp_to(target(), 53)), Denied());
}

}  // namespace
}  // namespace netrig
