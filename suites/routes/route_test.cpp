// Routes: described, added live, listed, and what they do to a packet.
#include <gmock/gmock.h>

#include "diamond.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Combine;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Property;
using ::testing::Throws;
using ::testing::ThrowsMessage;
using ::testing::Values;

class Routes : public Diamond {};
INSTANTIATE_TEST_SUITE_P(Families, Routes, both_families, family_name);

TEST_P(Routes, OfOneGatewayAreListedAsTheyWereAdded) {
  const Route route{
      .destination = elsewhere(), .via = address(1, 2), .interface = "eth1", .metric = 7};

  node(near).add_route(route);

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, WithoutAMetricAreListedAsTheyWereAdded) {
  const Route route{.destination = elsewhere(), .via = address(1, 2), .interface = "eth1"};

  node(near).add_route(route);

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, OfTheKernelsDefaultMetricAreFoundWithMetric0) {
  node(near).add_route({.destination = elsewhere(), .via = address(1, 2)});

  EXPECT_THAT(node(near).routes(), HasRoute({.destination = elsewhere(), .metric = 0}));
}

TEST_P(Routes, ToTheNodeItselfHaveMetric0) {
  EXPECT_THAT(node(near).routes(local_table), HasRoute({.destination = only(address(0, 2)),
                                                        .interface = "eth0",
                                                        .type = RouteType::local,
                                                        .metric = 0,
                                                        .table = local_table}));
}

TEST_P(Routes, OfSeveralNextHopsAreOne) {
  const Route route{.destination = elsewhere(), .metric = 7, .next_hops = {by_left(3), by_right()}};

  node(near).add_route(route);

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, FindTheInterfacesOfTheirNextHops) {
  node(near).add_route(
      {.destination = elsewhere(), .next_hops = {{.via = address(1, 2)}, {.via = address(2, 2)}}});

  EXPECT_THAT(node(near).routes(),
              Contains(Route{.destination = elsewhere(), .next_hops = {by_left(), by_right()}}));
}

TEST_P(Routes, OfSeveralNextHopsAreRemovedWhole) {
  node(near).add_route({.destination = elsewhere(), .next_hops = {by_left(), by_right()}});

  node(near).remove_route({.destination = elsewhere()});

  EXPECT_THAT(node(near).routes(), Not(HasRouteTo(elsewhere())));
}

TEST_P(Routes, OfOtherTablesAreListedThere) {
  const Route route{
      .destination = elsewhere(), .via = address(1, 2), .interface = "eth1", .table = 4711};

  node(near).add_route(route);

  EXPECT_THAT(node(near).routes(), Not(Contains(route)));
  EXPECT_THAT(node(near).routes(4711), ElementsAre(route));
  EXPECT_THAT(node(near).routes(all_tables), AllOf(Contains(route), HasRouteTo(servers())));
}

TEST_P(Routes, OnLinkNeedNoAddressOfTheGatewaysNetwork) {
  const Route route{
      .destination = elsewhere(), .via = address(8, 1), .interface = "eth1", .onlink = true};

  node(near).add_route(route);

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, KeepTheirMtu) {
  const Route route{
      .destination = elsewhere(), .via = address(1, 2), .interface = "eth1", .mtu = 1400};

  node(near).add_route(route);

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, PreferASource) {
  const Route route{.destination = only(server_address()),
                    .via = address(0, 2),
                    .interface = "eth0",
                    .preferred_source = client_address()};

  node(client).add_route(route);

  EXPECT_THAT(node(client).routes(), Contains(route));
  EXPECT_EQ(node(client).look_up({.destination = server_address()}).source, client_address());
}

TEST_P(Routes, OfTheLowerMetricWin) {
  const auto to = only(server_address());
  node(near).add_route({.destination = to, .via = address(2, 2), .metric = 10});
  node(near).add_route({.destination = to, .via = address(1, 2), .metric = 20});

  EXPECT_THAT(path_to(server_address()), Takes("near", "right", "far", "server"));

  node(near).remove_route({.destination = to, .metric = 10});
  EXPECT_THAT(path_to(server_address()), Takes("near", "left", "far", "server"));
}

TEST_P(Routes, ThatThrowLeaveThePacketToTheNextTable) {
  node(near).add_rule({.priority = 10, .to = servers(), .table = 100});
  node(near).add_route(
      {.destination = only(server_address()), .type = RouteType::throw_, .table = 100});
  node(near).add_route(
      {.destination = everything(family), .type = RouteType::prohibit, .table = 100});

  EXPECT_THAT(node(client).ping(server_address()), Reached());
  EXPECT_THAT(node(client).ping(address(5, 1)), RejectedBy(node(near)));
}

TEST_P(Routes, ThatAreChangedLiveCountForTheNextProbe) {
  node(near).add_route({.destination = only(server_address()), .type = RouteType::prohibit});
  EXPECT_THAT(node(client).ping(server_address()), RejectedBy(node(near)));

  node(near).remove_route({.destination = only(server_address()), .type = RouteType::prohibit});
  EXPECT_THAT(node(client).ping(server_address()), Reached());
}

TEST_P(Routes, AreRefusedInTheKernelsWords) {
  const Route route{.destination = elsewhere(), .via = nobody()};

  EXPECT_THAT([&] { node(near).add_route(route); },
              Throws<Error>(Property(&Error::what,
                                     AnyOf(HasSubstr("in 'near': Network is unreachable (kernel: "),
                                           HasSubstr("in 'near': No route to host")))));
}

TEST_P(Routes, OfOneNextHopAreRefusedBeforeTheKernelIsAsked) {
  const Route route{.destination = elsewhere(), .next_hops = {by_left()}};

  EXPECT_THAT([&] { node(near).add_route(route); },
              ThrowsMessage<DescriptionError>(fmt::format(
                  "cannot add route '{}' to 'near': a multipath route has two next hops or more; "
                  "write one as via and interface",
                  route)));
}

TEST_P(Routes, ThroughALinkThatWasDownAreThereAgain) {
  const Route route{.destination = elsewhere(), .metric = 7, .next_hops = {by_left(2), by_right()}};
  node(near).add_route(route);

  node(near).interface("eth1").down();
  EXPECT_THAT(path_to(nobody()), EndsAfter("near", "right"));
  node(near).interface("eth1").up();

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, ThroughLinksThatWereAllDownAreThereWhenTheLastIsUp) {
  const Route route{.destination = elsewhere(), .next_hops = {by_left(2), by_right()}};
  node(near).add_route(route);
  node(near).interface("eth1").down();
  node(near).interface("eth2").down();

  node(near).interface("eth1").up();
  node(near).interface("eth2").up();

  EXPECT_THAT(node(near).routes(), Contains(route));
}

TEST_P(Routes, InThePlaceOfOneThatWentDownStay) {
  node(near).add_route({.destination = elsewhere(), .next_hops = {by_left(), by_right()}});
  node(near).interface("eth1").down();
  node(near).remove_route({.destination = elsewhere()});
  node(near).add_route({.destination = elsewhere(), .type = RouteType::blackhole});

  node(near).interface("eth1").up();

  EXPECT_THAT(node(near).routes(),
              Contains(Route{.destination = elsewhere(), .type = RouteType::blackhole}));
}

// Each type of route that leads through an interface, but not on.

class DeliversByType : public Diamond {
 protected:
  Route through(const char* interface, RouteType type) const {
    return {.destination = elsewhere(), .interface = interface, .type = type, .table = 100};
  }
  void expect_listed(const Route& route) {
    node(near).add_route(route);

    EXPECT_THAT(node(near).routes(100), AllOf(ElementsAre(route), HasRoute(route)));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DeliversByType, both_families, family_name);

TEST_P(DeliversByType, ListsLocalRoutesAsTheyWereAdded) {
  expect_listed(through("lo", RouteType::local));
}

TEST_P(DeliversByType, ListsMulticastRoutesAsTheyWereAdded) {
  expect_listed(through("eth1", RouteType::multicast));
}

TEST_P(DeliversByType, ListsRoutesToAllOrAnyAsTheyWereAdded) {
  expect_listed(through("eth1", either(RouteType::broadcast, RouteType::anycast)));
}

// Each type of route that leads nowhere.

class DiscardsOfType : public NetworkTest,
                       public ::testing::WithParamInterface<std::tuple<Family, RouteType>> {
 protected:
  const NodeId lone = topology.add_host("lone");
  const Family family = std::get<Family>(GetParam());
  const Route route{.destination = network_of(family, 9), .type = std::get<RouteType>(GetParam())};

  DiscardsOfType() { topology.add_route(lone, route); }
};

TEST_P(DiscardsOfType, IsListedAsItWasDescribed) {
  EXPECT_THAT(node(lone).routes(), ElementsAre(route));
}

TEST_P(DiscardsOfType, IsWhatTheFibAnswers) {
  const auto answer = node(lone).look_up({.destination = network_of(family, 9).at(1)});

  EXPECT_EQ(answer.type, route.type);
  EXPECT_EQ(answer.route, route);
}

INSTANTIATE_TEST_SUITE_P(Types, DiscardsOfType,
                         Combine(both_families, Values(RouteType::blackhole, RouteType::unreachable,
                                                       RouteType::prohibit)),
                         [](const auto& test) {
                           auto type = to_string(std::get<RouteType>(test.param));
                           type[0] = static_cast<char>(std::toupper(type[0]));
                           return type + to_string(std::get<Family>(test.param));
                         });

// Described routes.

class DescribedMultipath : public Diamond {
 protected:
  DescribedMultipath() {
    topology.add_route(
        near, {.destination = servers(),
               .next_hops = {{.via = address(1, 2), .weight = 3}, {.via = address(2, 2)}}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DescribedMultipath, both_families, family_name);

TEST_P(DescribedMultipath, IsThereInThePlaceOfTheComputedRoute) {
  EXPECT_THAT(node(near).routes(),
              Contains(Route{.destination = servers(), .next_hops = {by_left(3), by_right()}}));
  EXPECT_THAT(node(client).ping(server_address()), Reached());
}

TEST_P(DescribedMultipath, IsListedAsPlanned) {
  const auto& planned = network().plan().node(near).routes;

  EXPECT_THAT(node(near).routes(), IsSupersetOf(planned));
}

class MultipathOverADownLink : public Diamond {
 protected:
  const NodeId spare = topology.add_router("spare");
  const LinkId spare_link =
      topology.connect({near,
                        {fmt::format("{}/24", network_of(Family::ipv4, 7).at(1)),
                         fmt::format("{}/64", network_of(Family::ipv6, 7).at(1))}},
                       {spare,
                        {fmt::format("{}/24", network_of(Family::ipv4, 7).at(2)),
                         fmt::format("{}/64", network_of(Family::ipv6, 7).at(2))}},
                       {}, {.up = false});
  const Route route{.destination = elsewhere(),
                    .next_hops = {by_left(), {.via = address(7, 2), .interface = "eth3"}}};

  MultipathOverADownLink() { topology.add_route(near, route); }
};
INSTANTIATE_TEST_SUITE_P(Families, MultipathOverADownLink, both_families, family_name);

TEST_P(MultipathOverADownLink, WaitsUntilTheLinkIsUp) {
  EXPECT_THAT(node(near).routes(), Not(HasRouteTo(elsewhere())));

  link(spare_link).up();

  EXPECT_THAT(node(near).routes(), Contains(route));
}

// IPv4 by way of IPv6 (RFC 8950).

class Ipv4OverIpv6 : public NetworkTest {
 protected:
  const NodeId a = topology.add_host("a");
  const NodeId b = topology.add_host("b");
  const Route route{.destination = "192.0.2.2/32", .via = "fd00::2", .interface = "eth0"};

  Ipv4OverIpv6() {
    topology.connect({a, {"fd00::1/64", "192.0.2.1/32"}}, {b, {"fd00::2/64", "192.0.2.2/32"}});
    topology.add_route(a, route);
    topology.add_route(b, {.destination = "192.0.2.1/32", .via = "fd00::1", .interface = "eth0"});
  }
};

TEST_F(Ipv4OverIpv6, IsListedAsItWasDescribedAndReaches) {
  EXPECT_THAT(node(a).routes(), Contains(route));
  EXPECT_THAT(node(a).ping("192.0.2.2"), Reached());
  EXPECT_EQ(node(a).look_up({.destination = "192.0.2.2"}).via, IpAddress("fd00::2"));
}

}  // namespace
}  // namespace netrig
