// Asymmetric paths: there by the short way, back by the detour; and what anti-spoofing makes of it.
#include "routed.hpp"

namespace netrig {
namespace {

class Asymmetry : public Routed {
 protected:
  Asymmetry() {
    topology.add_route(east, {.destination = clients, .via = detour_of_east, .metric = 1});
    topology.configure(west, nftables_text(R"(
      table inet counts {
        chain prerouting {
          type filter hook prerouting priority filter; policy accept;
          iifname "detour0" icmp type echo-reply counter comment "IPv4 came back"
          iifname "detour0" icmpv6 type echo-reply counter comment "IPv6 came back"
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          iifname "detour0" icmp type echo-reply counter comment "IPv4 was forwarded"
          iifname "detour0" icmpv6 type echo-reply counter comment "IPv6 was forwarded"
        }
      }
    )"));
  }
  void network_ready() override {
    if (family == Family::ipv4) node(east).remove_route({.destination = clients, .metric = 0});
  }
  std::string counted(const char* what) { return fmt::format("{} {}", family, what); }
};
INSTANTIATE_TEST_SUITE_P(Families, Asymmetry, both_families, family_name);

TEST_P(Asymmetry, IsNoObstacle) {
  EXPECT_THAT(ping(), Reached());

  EXPECT_THAT(rules_of(west), HasRule(counted("was forwarded"), HasCounted(1)));
}

TEST_P(Asymmetry, IsSeenFromBothEnds) {
  EXPECT_THAT(network().path(client, server, family), Takes(west, east, server));
  EXPECT_THAT(network().path(server, client, family), Takes(east, detour, west, client));
}

// IPv6 has no rp_filter: nftables' fib says the same.
TEST_P(Asymmetry, IsTakenForSpoofingByAStrictFilter) {
  node(west).set_sysctl("net.ipv4.conf.all.rp_filter", "1");
  node(west).configure(nftables_text(R"(
    table ip6 rp_filter {
      chain prerouting {
        type filter hook prerouting priority filter + 10; policy accept;
        iifname "detour0" fib saddr . iif oif missing drop
      }
    }
  )"));

  EXPECT_THAT(ping(), Dropped());

  EXPECT_THAT(rules_of(west), HasRule(counted("came back"), HasCounted(1)));
  EXPECT_THAT(rules_of(west), HasRule(counted("was forwarded"), HasCounted(0)));
}

TEST_P(Asymmetry, PassesALooseFilter) {
  node(west).set_sysctl("net.ipv4.conf.all.rp_filter", "2");
  node(west).configure(nftables_text(R"(
    table ip6 rp_filter {
      chain prerouting {
        type filter hook prerouting priority filter + 10; policy accept;
        iifname "detour0" fib saddr oif missing drop
      }
    }
  )"));

  EXPECT_THAT(ping(), Reached());
}

TEST_P(Asymmetry, BreaksAFirewallThatSeesOneDirectionOnly) {
  node(detour).configure(nftables_text(R"(
    table inet stateful {
      chain forward {
        type filter hook forward priority filter; policy accept;
        meta l4proto tcp tcp flags & (syn | ack) == (syn | ack) ct state invalid counter drop comment "an answer to nothing"
        meta l4proto tcp ct state new tcp flags & (syn | ack) != syn counter drop comment "no beginning"
      }
    }
  )"));
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(client).ask(
                  TcpProbe{.target = {address_of_server, tcp(80)}, .patience = short_patience}),
              Dropped());

  EXPECT_THAT(rules_of(detour), HasRule("an answer to nothing", HasCounted(::testing::Ge(1))));
}

}  // namespace
}  // namespace netrig
