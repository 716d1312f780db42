#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

using namespace netrig;
using testing::IsEmpty;

// desk -- gateway -- internet, and a web server in the DMZ; nftables_file() takes a file
class Perimeter : public NetworkTest {
 protected:
  const NodeId gateway = topology.add_router("gateway");
  const NodeId desk = topology.add_host("desk"), web = topology.add_host("web");
  const NodeId internet = topology.add_host("internet", {.routing = Routing::given});

  Perimeter() {
    topology.connect({gateway, "lan0"}, desk, "10.0.1.0/24");
    topology.connect({gateway, "dmz0"}, web, "10.0.2.0/24");
    topology.connect({gateway, "wan0"}, internet, "203.0.113.0/24");
    topology.configure(gateway, nftables_text(R"(
      flush ruleset
      table inet filter {
        set banned { type ipv4_addr; }
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state established,related accept
          ip saddr @banned counter drop comment "banned"
          tcp dport 23 counter drop comment "no telnet"
          iifname "lan0" accept
          ct status dnat accept
        }
      }
      table ip nat {
        chain prerouting {
          type nat hook prerouting priority dstnat;
          iifname $wan tcp dport 80 dnat to 10.0.2.2:8080
        }
        chain postrouting {
          type nat hook postrouting priority srcnat;
          oifname $wan masquerade
        }
      })",
                                              {.variables = {{"wan", "wan0"}}}));
  }
};

TEST_F(Perimeter, TranslatesWhoGoesOut) {
  auto shop = node(internet).serve(tcp(443));

  const auto outcome = node(desk).connect(shop);

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.seen_as->address, IpAddress("203.0.113.1"));
  EXPECT_THAT(node(gateway).conntrack(),
              Tracks({.from = "10.0.1.2", .to = "203.0.113.2:443/tcp", .seen_as = "203.0.113.1"}));
}

TEST_F(Perimeter, ForwardsThePublishedPortAndNoOther) {
  auto site = node(web).serve(tcp(8080)), console = node(web).serve(tcp(9090));

  const auto outcome = node(internet).connect(site, "203.0.113.1:80/tcp");

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.seen_as->address, IpAddress("203.0.113.2"));
  EXPECT_THAT(node(internet).connect("203.0.113.1:9090/tcp"), Refused());
  EXPECT_THAT(console.callers(), IsEmpty());
}

TEST_F(Perimeter, DropsTelnetByItsOwnRule) {
  auto telnet = node(web).serve(tcp(23));
  const auto briefly = std::chrono::milliseconds(100);

  EXPECT_THAT(node(desk).connect({node(desk).address_of(web), tcp(23)}, briefly), Dropped());

  EXPECT_THAT(nftables_ruleset(node(gateway)), HasRule("no telnet", HasCounted(1)));
}

TEST_F(Perimeter, BansWhileItRuns) {
  auto site = node(web).serve(tcp(80));
  ASSERT_THAT(node(desk).connect(site), Reached());

  node(gateway).configure(nftables_text("add element inet filter banned { 10.0.1.2 }"));

  EXPECT_THAT(node(desk).ping(web), Dropped());
  EXPECT_THAT(nftables_ruleset(node(gateway)).rule("banned"), HasCounted(1));
}
