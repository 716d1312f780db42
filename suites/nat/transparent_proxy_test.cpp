// A transparent proxy: what is for the server's port 80 ends in a socket of the firewall, which
// knows whom the client meant, and can call on the server in the client's name.
#include "firewalled.hpp"
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

class TransparentProxy : public FirewalledInBothFamilies {
 protected:
  const IpAddress address_of_client = either("10.0.1.2", "2001:db8:1::2");
  const Endpoint web_of_server{server_address(family), tcp(80)};
  static constexpr std::uint32_t to_the_proxy = 1;  // the mark, and the table's number

  TransparentProxy() {
    topology.configure(firewall, nftables_text(R"(
      table inet divert {
        chain prerouting {
          type filter hook prerouting priority mangle; policy accept;
          meta l4proto tcp socket transparent 1 meta mark set 1 accept comment "the proxy's own"
          iifname "lan" tcp dport 80 tproxy to :3129 meta mark set 1 counter accept comment "caught"
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          tcp dport 80 counter comment "passed by"
        }
      }
    )"));
    deliver_marked("0.0.0.0/0", Family::ipv4);
    deliver_marked("::/0", Family::ipv6);
  }
  Service proxy_at_firewall() {
    return node(firewall).serve(tcp(3129), {.answer = "proxy", .transparent = true});
  }
  Ruleset rules() { return nftables_ruleset(node(firewall)); }
  Outcome ask_for(const char* answer, std::uint16_t port = 80) {
    return node(client).ask(TcpProbe{.target = {server_address(family), tcp(port)},
                                     .expect = answer,
                                     .patience = short_patience});
  }

 private:
  void deliver_marked(const Prefix& everything, Family of) {
    topology.add_rule(firewall, {.mark = to_the_proxy, .table = to_the_proxy, .family = of});
    topology.add_route(firewall, {.destination = everything,
                                  .interface = "lo",
                                  .type = RouteType::local,
                                  .table = to_the_proxy});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, TransparentProxy, both_families, family_name);

TEST_P(TransparentProxy, AnswersInTheServersName) {
  const auto proxy = proxy_at_firewall();
  auto web = node(server).serve(tcp(80), {.answer = "server"});

  EXPECT_THAT(ask_for("proxy"), Reached());

  EXPECT_THAT(proxy.callers(), ElementsAre(AllOf(Field("local", &Caller::local, web_of_server),
                                                 CalledFrom(address_of_client))));
  EXPECT_THAT(web.callers(), IsEmpty());
  EXPECT_THAT(rules(), HasRule("passed by", HasCounted(0)));
}

TEST_P(TransparentProxy, LeavesOtherPortsToTheServer) {
  const auto proxy = proxy_at_firewall();
  auto other = node(server).serve(tcp(81), {.answer = "server"});

  EXPECT_THAT(ask_for("server", 81), Reached());

  EXPECT_THAT(other.callers(), ElementsAre(CalledFrom(address_of_client)));
  EXPECT_THAT(rules(), HasRule("caught", HasCounted(0)));
}

TEST_P(TransparentProxy, ThatIsNotThereLetsTheConnectionPass) {
  auto web = node(server).serve(tcp(80), {.answer = "server"});

  EXPECT_THAT(ask_for("server"), Reached());

  EXPECT_THAT(rules(), HasRule("caught", HasCounted(0)));
}

TEST_P(TransparentProxy, NeedsTheRuleThatDeliversWhatIsMarked) {
  const auto proxy = proxy_at_firewall();
  auto web = node(server).serve(tcp(80), {.answer = "server"});

  node(firewall).remove_rule({.mark = to_the_proxy, .table = to_the_proxy, .family = family});

  EXPECT_THAT(ask_for("proxy"), Silent());
  EXPECT_THAT(rules(), HasRule("caught", HasCounted(1)));
  EXPECT_THAT(web.callers(), IsEmpty());
}

TEST_P(TransparentProxy, CallsOnTheServerInTheClientsName) {
  auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(firewall).ask(TcpProbe{
                  .target = web_of_server, .source = address_of_client, .transparent = true}),
              Reached());

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_client)));
}

}  // namespace
}  // namespace netrig
