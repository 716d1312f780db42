// Routing rules: which table a packet is looked up in.
#include <gmock/gmock.h>
#include <unistd.h>

#include "diamond.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;
using ::testing::Throws;

// Table 100 of 'near' sends the servers' packets right; the main table sends them left.
class Rules : public Diamond {
 protected:
  static constexpr std::uint32_t rightwards = 100;

  Rules() {
    topology.add_route(near, {.destination = servers(), .via = address(2, 2), .table = rightwards});
  }

  RoutingRule rule() const { return {.priority = 10, .table = rightwards, .family = family}; }
  auto TakesRight() const { return Takes("near", "right", "far", "server"); }
  auto TakesLeft() const { return Takes("near", "left", "far", "server"); }
};
INSTANTIATE_TEST_SUITE_P(Families, Rules, both_families, family_name);

TEST_P(Rules, OfEveryNodeAreThoseForItsThreeTables) {
  EXPECT_THAT(node(near).rules(),
              HasRoutingRule({.priority = 0, .table = local_table, .family = family}));
  EXPECT_THAT(node(near).rules(),
              HasRoutingRule({.priority = 32766, .table = main_table, .family = family}));
}

TEST_P(Rules, AreListedAsTheyWereAdded) {
  auto given = rule();
  given.from = network_of(family, 0);
  given.to = only(server_address());
  given.incoming_interface = "eth0";
  given.mark = MarkMatch(0x12, 0xff);
  given.tos = 0x10;
  given.users = ::getuid();  // without root there are no others
  given.protocol = IpProtocol::udp;
  given.source_ports = 4000;
  given.destination_ports = PortRange(53, 99);
  given.suppress_prefix_length = 0;

  node(near).add_rule(given);

  EXPECT_THAT(node(near).rules(), Contains(given));
}

TEST_P(Rules, ThatAreInvertedAreListedAsTheyWereAdded) {
  auto given = rule();
  given.inverted = true;
  given.mark = 0xca6c;

  node(near).add_rule(given);

  EXPECT_THAT(node(near).rules(), Contains(given));
}

TEST_P(Rules, ThatLeadToOthersAreListedAsTheyWereAdded) {
  auto leads_on = rule(), does_nothing = rule();
  leads_on.action = RuleAction::goto_;
  leads_on.target = 32766;
  does_nothing.priority = 11;
  does_nothing.action = RuleAction::nop;

  node(near).add_rule(leads_on);
  node(near).add_rule(does_nothing);

  EXPECT_THAT(node(near).rules(), AllOf(Contains(leads_on), Contains(does_nothing)));
}

TEST_P(Rules, ThatAreRemovedAreGone) {
  node(near).add_rule(rule());

  node(near).remove_rule(rule());

  EXPECT_THAT(node(near).rules(), Not(Contains(rule())));
  EXPECT_THAT(path_to(server_address()), TakesLeft());
}

TEST_P(Rules, WithoutAPriorityStandBeforeTheMainTable) {
  auto given = rule();
  given.priority.reset();

  node(near).add_rule(given);

  EXPECT_THAT(node(near).rules(), HasRoutingRule(given));
  EXPECT_THAT(path_to(server_address()), TakesRight());
}

TEST_P(Rules, LookAtTheSource) {
  auto given = rule();
  given.from = only(client_address());

  node(near).add_rule(given);

  EXPECT_THAT(path_to(server_address()), TakesRight());
  EXPECT_THAT(network().path(near, server, family), Takes("left", "far", "server"));
}

TEST_P(Rules, LookAtTheDestination) {
  auto given = rule();
  given.to = only(address(5, 1));

  node(near).add_rule(given);

  EXPECT_THAT(path_to(server_address()), TakesLeft());
  EXPECT_THAT(path_to(address(5, 1)), Takes("near", "right", "far"));
}

TEST_P(Rules, LookAtTheIncomingInterface) {
  auto given = rule();
  given.incoming_interface = "eth0";

  node(near).add_rule(given);

  EXPECT_THAT(path_to(server_address()), TakesRight());
}

TEST_P(Rules, LookAtThePorts) {
  auto given = rule();
  given.protocol = IpProtocol::udp;
  given.destination_ports = PortRange(5000, 5999);

  node(near).add_rule(given);

  EXPECT_THAT(network().path(client, UdpProbe{.target = {server_address(), udp(5353)}}),
              TakesRight());
  EXPECT_THAT(network().path(client, UdpProbe{.target = {server_address(), udp(6353)}}),
              TakesLeft());
}

TEST_P(Rules, LookAtTheMark) {
  auto given = rule();
  given.mark = MarkMatch(1, 1);
  node(near).add_rule(given);

  FibQuestion question{.destination = server_address()};
  EXPECT_EQ(node(near).look_up(question).via, address(1, 2));
  question.mark = 3;
  EXPECT_EQ(node(near).look_up(question).via, address(2, 2));
}

// WireGuard's: what does not bear the tunnel's own mark goes into the tunnel.
TEST_P(Rules, LookAtAMarkThatIsNotThere) {
  auto given = rule();
  given.inverted = true;
  given.mark = 0xca6c;
  node(near).add_rule(given);

  FibQuestion question{.destination = server_address()};
  EXPECT_EQ(node(near).look_up(question).via, address(2, 2));
  EXPECT_THAT(path_to(server_address()), TakesRight());
  question.mark = 0xca6c;
  EXPECT_EQ(node(near).look_up(question).via, address(1, 2));
}

TEST_P(Rules, LookAtTheTos) {
  auto given = rule();
  given.tos = 0x10;
  node(near).add_rule(given);

  FibQuestion question{.destination = server_address()};
  EXPECT_EQ(node(near).look_up(question).via, address(1, 2));
  question.tos = 0x10;
  EXPECT_EQ(node(near).look_up(question).via, address(2, 2));
}

TEST_P(Rules, LookAtTheUser) {
  auto given = rule();
  given.users = ::getuid();
  node(near).add_rule(given);

  FibQuestion question{.destination = server_address()};
  EXPECT_EQ(node(near).look_up(question).via, address(2, 2));
  question.user = ::getuid() + 1;
  EXPECT_EQ(node(near).look_up(question).via, address(1, 2));
}

TEST_P(Rules, SuppressRoutesThatAreTooShort) {
  auto given = rule();
  given.table = 200;
  given.suppress_prefix_length = 0;
  node(near).add_route({.destination = everything(family), .via = address(2, 2), .table = 200});

  node(near).add_rule(given);
  EXPECT_THAT(path_to(server_address()), TakesLeft());

  node(near).add_route({.destination = servers(),
                        .via = address(2, 2),
                        .interface = "eth2",
                        .table = 200,
                        .onlink = true});
  EXPECT_THAT(path_to(server_address()), TakesRight());
}

TEST_P(Rules, ThatForbidAreWhatTheFibAnswers) {
  auto given = rule();
  given.to = only(server_address());
  given.action = RuleAction::prohibit;
  node(near).add_rule(given);

  const auto answer = node(near).look_up(
      {.destination = server_address(), .source = client_address(), .incoming_interface = "eth0"});

  EXPECT_EQ(answer.type, RouteType::prohibit);
  EXPECT_EQ(answer.rule, given);
  EXPECT_THAT(node(client).ping(server_address()), RejectedBy(node(near)));
}

// What forbids a packet, where a rule stands before it that does not match: 'near' has a prohibit
// route to the server.
class PassedOver : public Rules {
 protected:
  const Route forbidden{.destination = only(server_address()), .type = RouteType::prohibit};

  PassedOver() { topology.add_route(near, forbidden); }

  RoutingRule prohibition() const {
    auto given = rule();
    given.action = RuleAction::prohibit;
    return given;
  }
  void expect_the_route_is_blamed(const FibQuestion& question) {
    const auto answer = node(near).look_up(question);

    EXPECT_EQ(answer.type, RouteType::prohibit);
    EXPECT_EQ(answer.rule, std::nullopt);
    EXPECT_EQ(answer.route, forbidden);
  }
  FibQuestion from_client() const {
    return {
        .destination = server_address(), .source = client_address(), .incoming_interface = "eth0"};
  }
};
INSTANTIATE_TEST_SUITE_P(Families, PassedOver, both_families, family_name);

TEST_P(PassedOver, AreRulesForAllButTheSource) {
  auto given = prohibition();
  given.inverted = true;
  given.from = only(client_address());
  node(near).add_rule(given);

  expect_the_route_is_blamed(from_client());
}

TEST_P(PassedOver, AreRulesForOtherUsers) {
  auto given = prohibition();
  given.users = ::getuid();
  node(near).add_rule(given);

  expect_the_route_is_blamed(from_client());
  expect_the_route_is_blamed({.destination = server_address(), .user = ::getuid() + 1});
  EXPECT_EQ(node(near).look_up({.destination = server_address()}).rule, given);
}

TEST_P(PassedOver, AreRulesForAnotherTos) {
  auto given = prohibition();
  given.tos = 0x10;
  node(near).add_rule(given);

  expect_the_route_is_blamed(from_client());
}

TEST_P(PassedOver, AreRulesThatAGotoLeavesOut) {
  auto leads_on = rule();
  leads_on.priority = 9;
  leads_on.action = RuleAction::goto_;
  leads_on.target = 11;
  auto does_nothing = rule();
  does_nothing.priority = 11;
  does_nothing.action = RuleAction::nop;
  node(near).add_rule(prohibition());
  node(near).add_rule(leads_on);
  node(near).add_rule(does_nothing);

  expect_the_route_is_blamed(from_client());
}

TEST_P(PassedOver, IsAGotoThatLeadsNowhere) {
  auto leads_on = rule();
  leads_on.action = RuleAction::goto_;
  leads_on.target = 11;
  node(near).add_rule(leads_on);

  expect_the_route_is_blamed(from_client());
}

TEST_P(Rules, ThatAreThereAlreadyAreRefused) {
  node(near).add_rule(rule());

  EXPECT_THAT([this] { node(near).add_rule(rule()); },
              Throws<Error>(Property(&Error::what, HasSubstr("cannot add rule '10: from all lookup "
                                                             "100' in 'near': File exists"))));
}

class DescribedRules : public Rules {
 protected:
  DescribedRules() { topology.add_rule(near, rule()); }
};
INSTANTIATE_TEST_SUITE_P(Families, DescribedRules, both_families, family_name);

TEST_P(DescribedRules, AreInForce) {
  EXPECT_THAT(node(near).rules(), Contains(rule()));
  EXPECT_THAT(path_to(server_address()), TakesRight());
}

}  // namespace
}  // namespace netrig
