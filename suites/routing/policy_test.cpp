// Policy routing: which of two uplinks a packet takes, by its source and by its mark.
#include "two_uplinks.hpp"

namespace netrig {
namespace {

class PolicyRouting : public TwoUplinks {
 protected:
  void send_bob_by_isp2() {
    node(gateway).add_rule({.priority = 100, .from = only(address_of_bob), .table = second});
  }
  void send_marked_by_isp2() {
    node(gateway).add_rule({.priority = 200, .mark = second, .table = second, .family = family});
  }
  /// As the server sees it.
  IpAddress uplink_of(NodeId from, const Service& service) {
    return node(from).connect(service, family).seen_as.value().address;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, PolicyRouting, both_families, family_name);

TEST_P(PolicyRouting, IsNoneAtFirst) {
  auto web = node(server).serve(tcp(80));

  EXPECT_EQ(uplink_of(alice, web), address_by_isp1);
  EXPECT_EQ(uplink_of(bob, web), address_by_isp1);
}

TEST_P(PolicyRouting, MayBeBySource) {
  send_bob_by_isp2();
  auto web = node(server).serve(tcp(80));

  EXPECT_EQ(uplink_of(alice, web), address_by_isp1);
  EXPECT_EQ(uplink_of(bob, web), address_by_isp2);
}

TEST_P(PolicyRouting, BySourceIsSeenOnTheWay) {
  send_bob_by_isp2();

  EXPECT_THAT(network().path(alice, address_of_server), Takes(gateway, isp1, core, server));
  EXPECT_THAT(network().path(bob, address_of_server), Takes(gateway, isp2, core, server));
}

TEST_P(PolicyRouting, MayBeByMark) {
  send_marked_by_isp2();
  node(gateway).configure(nftables_text(R"(
    table inet by_port {
      chain prerouting {
        type filter hook prerouting priority mangle; policy accept;
        iifname "lan0" tcp dport 25 meta mark set 2 counter comment "mail by isp2"
      }
    }
  )"));
  auto web = node(server).serve(tcp(80)), mail = node(server).serve(tcp(25));

  EXPECT_EQ(uplink_of(alice, web), address_by_isp1);
  EXPECT_THAT(rules_of(gateway), HasRule("mail by isp2", HasCounted(0)));
  EXPECT_EQ(uplink_of(alice, mail), address_by_isp2);
}

TEST_P(PolicyRouting, ByMarkIsWhatTheFibSays) {
  send_marked_by_isp2();

  EXPECT_EQ(node(gateway).look_up({.destination = address_of_server}).interface, "wan1");
  EXPECT_EQ(node(gateway).look_up({.destination = address_of_server, .mark = second}).interface,
            "wan2");
  EXPECT_EQ(node(gateway).look_up({.destination = address_of_server, .mark = 7}).interface, "wan1");
}

TEST_P(PolicyRouting, FallsThroughToTheMainTableWhenItsOwnIsEmpty) {
  send_bob_by_isp2();
  const auto everything = Route::default_via(address_by_isp2).destination;
  node(gateway).remove_route({.destination = everything, .table = second});
  auto web = node(server).serve(tcp(80));

  EXPECT_EQ(uplink_of(bob, web), address_by_isp1);
}

// Who calls by isp2 must be answered by isp2: isp1 drops what has an address of isp2.
class InboundBySecondUplink : public PolicyRouting {
 protected:
  void network_ready() override {
    send_marked_by_isp2();
    node(gateway).configure(nftables_text(R"(
      table inet inbound {
        chain forwards {
          type nat hook prerouting priority dstnat; policy accept;
          iifname { "wan1", "wan2" } tcp dport 80 dnat ip to 10.0.0.2
          iifname { "wan1", "wan2" } tcp dport 80 dnat ip6 to fd00::2
        }
        chain remember {
          type filter hook prerouting priority mangle; policy accept;
        }
      }
    )"));
  }
  void answer_where_it_came_from() {
    node(gateway).configure(nftables_text(R"(
      table inet inbound {
        chain remember {
          iifname "wan2" ct state new ct mark set 2
          iifname "lan0" meta mark set ct mark
        }
      }
    )"));
  }
  Outcome call(const IpAddress& address) {
    return node(server).ask(TcpProbe{.target = {address, tcp(80)}, .patience = short_patience});
  }
  auto HasDropped(const ::testing::Matcher<std::uint64_t>& packets) {
    return HasRule(fmt::format("spoofed {}", family), HasCounted(packets));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, InboundBySecondUplink, both_families, family_name);

TEST_P(InboundBySecondUplink, IsAnsweredThereWhereConnectionsAreMarked) {
  answer_where_it_came_from();
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(call(address_by_isp1), Reached());
  EXPECT_THAT(call(address_by_isp2), Reached());

  EXPECT_THAT(node(gateway).conntrack(),
              Tracks({.to = address_by_isp2, .delivered_to = address_of_alice, .mark = second}));
}

TEST_P(InboundBySecondUplink, IsAnsweredByTheWrongOneOtherwise) {
  auto web = node(alice).serve(tcp(80));

  EXPECT_THAT(call(address_by_isp1), Reached());
  EXPECT_THAT(call(address_by_isp2), Dropped());

  EXPECT_THAT(rules_of(isp1), HasDropped(::testing::Ge(1)));
}

}  // namespace
}  // namespace netrig
