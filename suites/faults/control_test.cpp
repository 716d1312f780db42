// What a fault marks, how long it lasts, and what it leaves as it is.
#include <optional>

#include "faulty.hpp"
#include "netrig/nftables.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;

class InForce : public Faulty {
 protected:
  /// Echo requests on their way.
  Fault requests(const Hits& hits = Hits::all()) const {
    return {.protocol = icmp, .icmp_type = echo_request, .hits = hits};
  }
  Outcome ping() { return node(client).ping(target, 1, short_patience); }
};
INSTANTIATE_TEST_SUITE_P(Faults, InForce, both_backends_and_families, combined_name);

TEST_P(InForce, MarksForTheNodesOwnRules) {
  configure(nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter
        meta mark 0x7 drop comment "marked"
      }
    })"));
  auto second = requests(Hits::nth(2));
  second.set_mark = 7;
  const auto marks = inject(firewall, second);

  EXPECT_THAT(ping(), Reached());
  EXPECT_THAT(ping(), DroppedAt(node(firewall), Rule("marked")));
  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(marks.hit(), 1U);
}

TEST_P(InForce, MarksForRoutingRules) {
  node(firewall).add_route({.destination = either(family, "0.0.0.0/0", "::/0"),
                            .type = RouteType::prohibit,
                            .table = 100});
  node(firewall).add_rule({.priority = 10, .mark = 7, .table = 100, .family = family});
  auto all = requests();
  all.set_mark = 7;
  EXPECT_THAT(ping(), Reached());

  const auto marks = inject(firewall, all);

  EXPECT_THAT(ping(), RejectedBy(node(firewall)));
}

TEST_P(InForce, EndsWithItsHandle) {
  std::optional<InjectedFault> loss = inject(server, requests());
  EXPECT_THAT(ping(), DroppedAt(node(server), DropCause::fault));

  loss.reset();

  EXPECT_THAT(ping(), Reached());
}

TEST_P(InForce, EndsWhenItIsRemovedAndKeepsItsCounts) {
  auto loss = inject(server, requests());
  EXPECT_THAT(ping(), Dropped());

  loss.remove();
  loss.remove();

  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(loss.matched(), 1U);
  EXPECT_EQ(loss.hit(), 1U);
}

TEST_P(InForce, EndsWithItsNetwork) {
  Network other(topology);
  auto request = requests();
  request.backend = backend;
  auto loss = other[server].inject(request);

  other.remove(Deadline::in(patience));

  EXPECT_EQ(loss.hit(), 0U);
  loss.remove();
}

TEST_P(InForce, KnowsNothingOfAnother) {
  const auto first = inject(server, requests(Hits::nth(1)));
  const auto second = inject(server, requests(Hits::nth(1)));

  EXPECT_THAT(ping(), Dropped());
  EXPECT_THAT(ping(), Dropped());
  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(first.hit() + second.hit(), 2U);
}

TEST_P(InForce, IsOfOneInterfaceOnly) {
  auto at_wan = requests();
  at_wan.interface = "wan";
  const auto loss = inject(firewall, at_wan);

  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(loss.matched(), 0U);
}

TEST_P(InForce, IsOfWhatIsSentOnly) {
  auto sent = requests();
  sent.direction = Direction::egress;
  sent.interface = "lan";
  const auto none = inject(firewall, sent);
  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(none.matched(), 0U);

  sent.interface = "wan";
  const auto loss = inject(firewall, sent);

  EXPECT_THAT(ping(), DroppedAt(node(firewall), DropCause::fault));
}

// Who knows its neighbour hears ENOBUFS at once.
TEST_P(InForce, IsKnownToTheSenderOfADatagram) {
  const auto echo = node(server).serve(udp(7));
  EXPECT_THAT(node(client).exchange(echo, family), Reached());
  const auto loss = inject(client, {.protocol = IpProtocol::udp, .direction = Direction::egress});

  const auto outcome = node(client).exchange(echo, family, short_patience);

  EXPECT_THAT(outcome, DroppedAt(node(client), DropCause::fault));
  EXPECT_EQ(outcome.error, std::errc::no_buffer_space);
  EXPECT_EQ(outcome.explanation, "");
}

TEST_P(InForce, IsOfTheAddressesThatItNames) {
  const auto from_elsewhere =
      inject(server, {.source = either(family, "10.0.9.0/24", "2001:db8:9::/48")});
  EXPECT_THAT(ping(), Reached());
  EXPECT_EQ(from_elsewhere.matched(), 0U);

  const auto loss = inject(server, {.source = either(family, "10.0.1.0/25", "2001:db8:1::/49"),
                                    .destination = only(target)});

  EXPECT_THAT(ping(), DroppedAt(node(server), DropCause::fault));
}

TEST_P(InForce, IsOfOneFamilyOnly) {
  const auto loss = inject(server, {.family = other_than(family)});

  EXPECT_THAT(ping(), Reached());
}

TEST_P(InForce, LeavesTheRulesetAsItIs) {
  configure(nftables_text("table inet filter {\nchain forward {\ncounter\n}\n}"));
  const auto before = nftables_ruleset(node(firewall));
  const auto loss = inject(firewall, requests(Hits::random(0.5, 1)));

  EXPECT_EQ(nftables_ruleset(node(firewall)), before);
}

TEST_P(InForce, StaysWhenTheRulesetIsFlushed) {
  const auto loss = inject(firewall, requests());

  configure(nftables_text("flush ruleset"));

  EXPECT_THAT(ping(), DroppedAt(node(firewall), DropCause::fault));
}

TEST_P(InForce, IsNoIsolation) {
  const auto loss = inject(firewall, requests());

  const auto outcome = ping();

  EXPECT_THAT(outcome, ::testing::Not(Isolated()));
  EXPECT_EQ(outcome.obstacle_beside_rule, std::nullopt);
}

TEST_P(InForce, MakesNoDoubtOfARuleThatDropsAnyway) {
  configure(nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter
        meta l4proto { icmp, ipv6-icmp } drop comment "no ping"
      }
    })"));
  const auto loss = inject(firewall, requests(Hits::nth(2)));

  const auto outcome = ping();

  EXPECT_THAT(outcome, DroppedAt(node(firewall), Rule("no ping")));
  EXPECT_EQ(outcome.drop->doubt, "");
}

}  // namespace
}  // namespace netrig
