// Address translation, zones and marks: what the server saw, and what the gateway tracks.
#include "conntrack/gateway.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;
using ::testing::SizeIs;

class Translation : public Gateway {
 protected:
  // A chain of `hook` with these rules.
  void translate(const char* hook, const char* rules) {
    node(gateway).configure(nftables_text(fmt::format(
        "table inet t {{ chain {0} {{ type nat hook {0} priority 0; {1}; }}; }}", hook, rules)));
  }
  // Rules that meet a packet before conntrack does.
  void prepare(const char* rules) {
    node(gateway).configure(nftables_text(fmt::format(
        "table inet t {{ chain zones {{ type filter hook prerouting priority raw; {}; }}; }}\n{}",
        rules, tracking)));
  }
};

TEST_P(Translation, ShowsWhomTheServerSees) {
  translate("postrouting", "snat ip to 203.0.113.1; snat ip6 to 2001:db8:ff::1");
  auto web = node(server).serve(tcp(80));

  const auto outcome = node(client).connect(web, GetParam());

  ASSERT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.seen_as.value().address, public_address());
  EXPECT_THAT(tracked(), Tracks({.from = client_address(),
                                 .to = Endpoint(server_address(), tcp(80)),
                                 .seen_as = *outcome.seen_as,
                                 .delivered_to = server_address()}));
  EXPECT_THAT(tracked(),
              ElementsAre(AllOf(Property(&ConntrackEntry::is_source_translated, true),
                                Property(&ConntrackEntry::is_destination_translated, false))));
}

TEST_P(Translation, ShowsWhereAPortIsForwardedTo) {
  translate("prerouting",
            "tcp dport 8080 dnat ip to 192.0.2.80:80; tcp dport 8080 dnat ip6 to "
            "[2001:db8:2::80]:80");
  auto web = node(server).serve(tcp(80));

  ASSERT_THAT(node(client).connect({public_address(), tcp(8080)}), Reached());

  EXPECT_THAT(tracked(), Tracks({.to = Endpoint(public_address(), tcp(8080)),
                                 .seen_as = client_address(),
                                 .delivered_to = Endpoint(server_address(), tcp(80))}));
  EXPECT_THAT(tracked(),
              ElementsAre(AllOf(Property(&ConntrackEntry::is_source_translated, false),
                                Property(&ConntrackEntry::is_destination_translated, true))));
}

TEST_P(Translation, IsNotShownWhereThereIsNone) {
  translate("postrouting", "tcp dport 443 masquerade");
  auto web = node(server).serve(tcp(80));

  ASSERT_THAT(node(client).connect({server_address(), tcp(80)}), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = client_address(), .seen_as = client_address()}));
  EXPECT_THAT(tracked(), Not(Tracks({.from = client_address(), .seen_as = public_address()})));
}

TEST_P(Translation, HasTheZoneOfBothDirections) {
  prepare("ct zone set 2");

  ASSERT_THAT(node(client).ping(server_address()), Reached());

  // The reply meets the rule as well, so it is found in the zone.
  EXPECT_THAT(tracked(),
              AllOf(SizeIs(1), Tracks({.from = client_address(), .zone = 2, .answered = true})));
}

TEST_P(Translation, HasTheZoneOfTheOriginalDirection) {
  prepare("ct original zone set 2");

  ASSERT_THAT(node(client).ping(server_address()), Reached());

  EXPECT_THAT(tracked(), AllOf(SizeIs(1), Tracks({.zone = 0, .original_zone = 2, .answered = true}),
                               Not(Tracks({.reply_zone = 2}))));
}

TEST_P(Translation, HasTheZoneOfTheReplies) {
  prepare("ct reply zone set 3");

  ASSERT_THAT(node(client).ping(server_address()), Reached());

  EXPECT_THAT(tracked(), AllOf(SizeIs(1), Tracks({.zone = 0, .reply_zone = 3, .answered = true}),
                               Not(Tracks({.original_zone = 3}))));
}

TEST_P(Translation, IsRemovedFromItsZone) {
  prepare("ct zone set 2");
  ASSERT_THAT(node(client).ping(server_address()), Reached());

  node(gateway).remove_conntrack(tracked().at(0));

  EXPECT_THAT(tracked(), IsEmpty());
}

TEST_P(Translation, IsRemovedFromTheZoneOfOneDirection) {
  prepare("ct original zone set 2");
  ASSERT_THAT(node(client).ping(server_address()), Reached());

  node(gateway).remove_conntrack(tracked().at(0));

  EXPECT_THAT(tracked(), IsEmpty());
}

TEST_P(Translation, HasTheMark) {
  node(gateway).configure(nftables_text(
      "table inet t { chain c { type filter hook forward priority 0; ct mark set 0x10007; }; }"));

  ASSERT_THAT(node(client).ping(server_address()), Reached());

  EXPECT_THAT(tracked(), Tracks({.from = client_address(), .mark = 0x10007}));
}

INSTANTIATE_TEST_SUITE_P(Families, Translation, both_families, family_name);

}  // namespace
}  // namespace netrig
