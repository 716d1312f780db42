// Where no ruleset drops a packet, the routes and links on its way say what became of it.
#include "ruled.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Optional;

class Ways : public Ruled {
 protected:
  Outcome ping(std::chrono::milliseconds patience = default_probe_patience) {
    return node(client).ping(target, 1, patience);
  }
  static auto explained(const std::string& words) {
    return Field("drop", &Outcome::drop,
                 Optional(Field("explanation", &DropReport::explanation, HasSubstr(words))));
  }
  static auto is_answer(bool is) {
    return Field("drop", &Outcome::drop, Optional(Field("is_reply", &DropReport::is_reply, is)));
  }
  static auto at_once() { return Field("elapsed", &Outcome::elapsed, Lt(default_probe_patience)); }
  const Prefix everywhere = either("0.0.0.0/0", "::/0");
};
INSTANTIATE_TEST_SUITE_P(Families, Ways, both_families, family_name);

TEST_P(Ways, EndWhereAnAnswerHasNoRoute) {
  node(server).remove_route({.destination = everywhere});

  EXPECT_THAT(ping(), AllOf(DroppedAt(server, DropCause::route), is_answer(true), at_once()));
}

TEST_P(Ways, EndAtABlackhole) {
  node(firewall).add_route({.destination = only(target), .type = RouteType::blackhole});

  EXPECT_THAT(ping(), AllOf(DroppedAt(firewall, DropCause::route), is_answer(false),
                            explained("blackhole"), at_once()));
}

TEST_P(Ways, EndWhereTheCableIsOut) {
  node(server).interface("eth0").down();

  EXPECT_THAT(ping(), AllOf(RejectedAt(firewall), explained("wan has no carrier")));
}

// IPv6 has no rp_filter.
using WaysOfIpv4 = Ways;
INSTANTIATE_TEST_SUITE_P(Families, WaysOfIpv4, ::testing::Values(Family::ipv4), family_name);

TEST_P(WaysOfIpv4, EndWhereTheSourceIsOnTheWrongSide) {
  node(firewall).set_sysctl("net.ipv4.conf.all.rp_filter", "1");
  node(firewall).replace_route({.destination = "10.0.1.2/32", .interface = "wan"});

  EXPECT_THAT(ping(), AllOf(DroppedAt(firewall, DropCause::route), explained("rp_filter")));
}

TEST_P(Ways, AreFollowedBehindAddressTranslation) {
  configure(nftables_text(
      "table inet nat {\nchain postrouting {\ntype nat hook postrouting priority srcnat\n"
      "oifname wan masquerade\n}\n}"));
  node(server).configure(table(chain("output", R"(icmp type echo-reply drop comment "mute"
icmpv6 type echo-reply drop comment "mute")")));

  EXPECT_THAT(ping(), AllOf(DroppedAt(server, Rule("mute")), is_answer(true), at_once()));
}

TEST_P(Ways, ThatAreOpenLeaveSilenceUnexplained) {
  node(server).set_sysctl(
      either<const char*>("net.ipv4.icmp_echo_ignore_all", "net.ipv6.icmp.echo_ignore_all"), "1");

  EXPECT_THAT(ping(short_patience), Silent());
}

}  // namespace
}  // namespace netrig
