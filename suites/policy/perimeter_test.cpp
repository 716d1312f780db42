// The policy of a perimeter, and the review of a change of its ruleset.
//
//   client -- firewall -- server
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"
#include "patience.hpp"
#include "refusal.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StringMatchResultListener;

constexpr auto in_force = R"(
  flush ruleset
  table inet filter {
    chain forward {
      type filter hook forward priority filter; policy accept;
      ct state established,related accept
      iifname "lan" tcp dport 80 accept comment "web"
      iifname "lan" udp dport 53 accept
      meta l4proto { icmp, ipv6-icmp } accept
      reject with icmpx admin-prohibited comment "all else"
    }
  })";

class PolicyOfAPerimeter : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_router("firewall");
  const NodeId server = topology.add_host("server");
  std::vector<Service> services;

  PolicyOfAPerimeter() {
    topology.connect({client}, {firewall, "lan"}, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect({firewall, "wan"}, {server}, {"10.0.2.0/24", "2001:db8:2::/64"});
    topology.configure(firewall, nftables_text(in_force));
  }
  void network_ready() override {
    for (const auto port : {tcp(80), tcp(23), udp(53)})
      services.push_back(node(server).serve(port));
  }
  ReachabilityMatrix measured(std::optional<Family> family = {}) {
    return measure(network(), {.family = family, .patience = short_patience});
  }
  /// What a ruleset would change.
  ReachabilityDifference review(const char* ruleset) {
    const auto before = measured();
    node(firewall).configure(nftables_text(ruleset));
    return difference(before, measured());
  }
  static std::string complaint(const ReachabilityMatrix& matrix, const char* policy) {
    StringMatchResultListener listener;
    ExplainMatchResult(Satisfies(Policy::parse(policy)), matrix, &listener);
    return listener.str();
  }
};

TEST_F(PolicyOfAPerimeter, AllowsExactlyThePolicy) {
  EXPECT_THAT(measured(), Satisfies(Policy::parse(R"(
                server:80/tcp  server:23/tcp  server:53/udp
    client      reach          block          reach
    firewall    reach          reach          reach
  )")));
}

TEST_F(PolicyOfAPerimeter, IsTheSameInSentences) {
  EXPECT_THAT(measured(), Satisfies(Policy::parse(R"(
    everyone reaches everyone
    client does not reach server:23/tcp
    client -> server:23/tcp: reject
  )")));
}

TEST_F(PolicyOfAPerimeter, IsBrokenByAServiceThatIsNotThere) {
  services.clear();
  services.push_back(node(server).serve(tcp(80)));

  EXPECT_EQ(
      complaint(measured(), "client does not reach server:23/tcp"),
      "a matrix with a cell that is not:\n"
      "  client -> server:23/tcp: expected block (line 1)\n"
      "    not asked: of 'server' was asked server:icmp, server:80/tcp: nobody listens there");
}

// Nobody decided that.
TEST_F(PolicyOfAPerimeter, IsBrokenByACableThatIsOut) {
  node(firewall).interface("wan").down();

  EXPECT_THAT(measured(Family::ipv4),
              Not(Satisfies(Policy::parse("client does not reach server"))));
}

TEST_F(PolicyOfAPerimeter, IsBrokenByARouteBackThatIsMissing) {
  for (const Prefix everywhere : {"0.0.0.0/0", "::/0"})
    node(server).remove_route({.destination = everywhere});

  const auto matrix = measured();

  EXPECT_EQ(matrix.word(matrix.cell("client", "server:80/tcp")), "drop");
  EXPECT_THAT(matrix, Not(Satisfies(Policy::parse("client does not reach server:80/tcp"))));
}

TEST_F(PolicyOfAPerimeter, IsBrokenByARouterThatDoesNotForward) {
  node(firewall).set_sysctl("net.ipv4.ip_forward", "0");

  const auto matrix = measured(Family::ipv4);

  EXPECT_EQ(matrix.word(matrix.cell("client", "server:80/tcp")), "drop");
  EXPECT_THAT(matrix, Not(Satisfies(Policy::parse("client does not reach server:80/tcp"))));
}

// Somebody decided that.
TEST_F(PolicyOfAPerimeter, HoldsByARouteThatForbids) {
  for (const Prefix to : {"10.0.2.2/32", "2001:db8:2::2/128"})
    node(firewall).add_route({.destination = to, .type = RouteType::blackhole});

  const auto matrix = measured();

  EXPECT_EQ(matrix.word(matrix.cell("client", "server:80/tcp")), "drop");
  EXPECT_THAT(matrix, Satisfies(Policy::parse("client does not reach server:80/tcp")));
}

TEST_F(PolicyOfAPerimeter, ShowsWhoRejectsWhatItAllows) {
  const auto text = complaint(measured(Family::ipv4), "client reaches server");

  EXPECT_THAT(text, HasSubstr("client -> server:23/tcp: expected reach (line 1: client -> server: "
                              "reach)\n    client -> 10.0.2.2:23/tcp: rejected after "));
  EXPECT_THAT(text, HasSubstr("administratively prohibited (type 3, code 13) from 10.0.1.1"));
  EXPECT_THAT(text, Not(HasSubstr("server:80/tcp")));
}

class PolicyOfAPerimeterInEachFamily : public PolicyOfAPerimeter, public OfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, PolicyOfAPerimeterInEachFamily, both_families, family_name);

TEST_P(PolicyOfAPerimeterInEachFamily, IsMeasuredAlike) {
  const std::string table =
      "  client:icmp  firewall:icmp  server:icmp  server:23/tcp  server:80/tcp  server:53/udp\n"
      "client    -      reach  reach  reject  reach  reach\n"
      "firewall  reach  -      reach  reach   reach  reach\n"
      "server    reach  reach  -      -       -      -\n";

  EXPECT_EQ(measured(family), ReachabilityMatrix::parse(to_string(family) + table));
}

// A rule of one family, which a test of the other would not see.
TEST_F(PolicyOfAPerimeter, IsBrokenInTheFamilyThatWasForgotten) {
  node(firewall).configure(nftables_text(
      "insert rule inet filter forward meta nfproto ipv6 tcp dport 23 accept comment \"v6\""));

  const auto text = complaint(measured(), "client -> server:23/tcp: reject");

  EXPECT_THAT(text, HasSubstr("client -> server:23/tcp: expected reject (line 1)\n"
                              "    client -> [2001:db8:2::2]:23/tcp: reached after "));
  EXPECT_THAT(text, Not(HasSubstr("10.0.2.2")));
}

// Reviews.

TEST_F(PolicyOfAPerimeter, IsChangedByNothingWhenItIsLoadedAgain) {
  EXPECT_THAT(review(in_force), ChangesNothing());
}

TEST_F(PolicyOfAPerimeter, IsChangedAsWasAnnounced) {
  EXPECT_THAT(review("insert rule inet filter forward tcp dport 80 reject with tcp reset\n"
                     "insert rule inet filter forward tcp dport 23 accept"),
              OnlyChanges({"client -> server:23/tcp: reject -> reach",
                           "client -> server:80/tcp: reach -> reject"}));
}

TEST_F(PolicyOfAPerimeter, IsNotToBeChangedBeyondTheAnnouncement) {
  const auto changes = review("insert rule inet filter forward iifname \"lan\" accept");
  StringMatchResultListener listener;

  EXPECT_FALSE(ExplainMatchResult(OnlyChanges({"client -> server:80/tcp: reach -> reject"}),
                                  changes, &listener));

  EXPECT_THAT(
      listener.str(),
      ::testing::MatchesRegex("what was not expected:\n"
                              "  client -> server:23/tcp: reject -> reach\n"
                              "    before: client -> 10.0.2.2:23/tcp: rejected after .* ms\n"
                              "      ICMP admin.* from 10.0.1.1\n(.*\n)*"
                              "    before: client -> .2001:db8:2::2.:23/tcp: rejected after .* ms\n"
                              "      ICMPv6 admin.* from 2001:db8:1::1\n(.*\n)*"
                              "what was expected and did not happen:\n"
                              "  client -> server:80/tcp: reach -> reject"));
}

// A mistake that one family hides: `ip` where `inet` was meant.
TEST_F(PolicyOfAPerimeter, IsChangedInOneFamily) {
  EXPECT_THAT(review("insert rule inet filter forward meta nfproto ipv4 tcp dport 23 accept"),
              OnlyChanges({"client -> server:23/tcp: reject -> reach/reject"}));
}

TEST_F(PolicyOfAPerimeter, IsChangedByRoutesToo) {
  const auto before = measured();

  node(client).add_route({.destination = "10.0.2.2/32", .type = RouteType::prohibit});

  EXPECT_THAT(difference(before, measured()),
              OnlyChanges({"client -> server:icmp: reach -> denied/reach",
                           "client -> server:23/tcp: reject -> denied/reject",
                           "client -> server:53/udp: reach -> denied/reach",
                           "client -> server:80/tcp: reach -> denied/reach",
                           // Its answer does not come back.
                           "server -> client:icmp: reach -> any/reach"}));
}

TEST_F(PolicyOfAPerimeter, IsAsItWasApproved) {
  const TemporaryFolder folder;
  write_matrix_file(folder.path() / "approved.matrix", measured());
  const auto approved = matrix_file(folder.path() / "approved.matrix");

  EXPECT_EQ(measured(), approved);

  services.push_back(node(server).serve(tcp(22)));
  EXPECT_THAT(difference(approved, measured()),
              OnlyChanges({"client -> server:22/tcp: - -> reject",
                           "firewall -> server:22/tcp: - -> reach"}));
}

TEST_F(PolicyOfAPerimeter, IsProvedByTheRuleThatDrops) {
  node(firewall).configure(
      nftables_text("insert rule inet filter forward tcp dport 23 drop comment \"no telnet\""));

  const auto matrix = measured();

  EXPECT_THAT(matrix, Satisfies(Policy::parse("client does not reach server:23/tcp\n"
                                              "client -> server:23/tcp: drop/drop")));
  EXPECT_THAT(*matrix.cell("client", "server:23/tcp").ipv6->outcome,
              DroppedAt(firewall, Rule("no telnet")));
  EXPECT_THAT(complaint(matrix, "client reaches server:23/tcp"), HasSubstr("no telnet"));
}

TEST_F(PolicyOfAPerimeter, HoldsNothingOfANetworkThatWasAsked) {
  Network other(topology);
  const auto telnet = other[server].serve(tcp(23));

  const auto matrix = measure(other);

  EXPECT_EQ(matrix.word(matrix.cell("client", "server:23/tcp")), "reject");
  EXPECT_NO_THROW(other.remove(Deadline::in(std::chrono::seconds(2))));
}

// A rule stands in the way, and behind it nobody would have answered.
TEST_F(PolicyOfAPerimeter, IsNotProvedByARuleInFrontOfAServiceThatIsNotThere) {
  const auto matrix = measure(network(), {.destinations = {"server:24/tcp"}});

  EXPECT_EQ(matrix.word(matrix.cell("client", "server:24/tcp")), "reject");
  EXPECT_THAT(matrix, Not(Satisfies(Policy::parse("client does not reach server:24/tcp"))));
}

// The same of a node that keeps its own packets from leaving.
class PolicyOfACarefulClient : public PolicyOfAPerimeter,
                               public ::testing::WithParamInterface<const char*> {
 protected:
  PolicyOfACarefulClient() {
    topology.configure(client, nftables_text(fmt::format(R"(
      table inet filter {{
        chain output {{
          type filter hook output priority filter; policy accept;
          meta l4proto {{ tcp, udp }} th dport {{ 53, 54, 80, 81 }} {} comment "not I"
        }}
      }})",
                                                         GetParam())));
  }
  /// One that is there, and one that is not.
  std::array<std::string, 2> services_of_server() const {
    if (std::string_view(GetParam()) == "drop") return {"server:53/udp", "server:54/udp"};
    return {"server:80/tcp", "server:81/tcp"};
  }
};
INSTANTIATE_TEST_SUITE_P(Rules, PolicyOfACarefulClient,
                         ::testing::Values("drop", "reject with icmpx admin-prohibited"),
                         [](const auto& test) {
                           const std::string_view rule = test.param;
                           return std::string(rule.substr(0, rule.find(' ')));
                         });

TEST_P(PolicyOfACarefulClient, IsProvedByARuleInFrontOfAServiceOnly) {
  const auto [open, closed] = services_of_server();

  const auto matrix = measure(network(), {.destinations = {open, closed}});

  EXPECT_EQ(matrix.word(matrix.cell("client", open)), "denied");
  EXPECT_EQ(matrix.word(matrix.cell("client", closed)), "denied");
  EXPECT_EQ(matrix.cell("client", open).ipv6->outcome->obstacle_beside_rule, "");
  EXPECT_THAT(matrix, Satisfies(Policy::parse("client does not reach " + open)));
  EXPECT_THAT(matrix, Not(Satisfies(Policy::parse("client does not reach " + closed))));
}

TEST_F(PolicyOfAPerimeter, IsProvedByTheRouteThatDenies) {
  for (const Prefix to : {"10.0.2.2/32", "2001:db8:2::2/128"})
    node(client).add_route({.destination = to, .type = RouteType::prohibit});

  const auto matrix = measured();

  EXPECT_EQ(matrix.word(matrix.cell("client", "server:80/tcp")), "denied");
  EXPECT_THAT(matrix, Satisfies(Policy::parse("client does not reach server:80/tcp")));
}

}  // namespace
}  // namespace netrig
