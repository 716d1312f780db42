// Routing rules: which table a packet is looked up in.
#include <gmock/gmock.h>

#include "diamond.hpp"

namespace netrig {
namespace {

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
  given.protocol = IpProtocol::udp;
  given.source_ports = 4000;
  given.destination_ports = PortRange(53, 99);
  given.suppress_prefix_length = 0;

  node(near).add_rule(given);

  EXPECT_THAT(node(near).rules(), Contains(given));
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
