// The way of a packet, by TTL and by FIB.
#include <gmock/gmock.h>

#include "diamond.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;
using ::testing::ThrowsMessage;

class Paths : public Diamond {
 protected:
  // Of datagrams from as many ports.
  std::vector<Path> paths_of_flows(unsigned count) {
    constexpr std::uint16_t first = 4000;
    std::vector<Path> paths;
    for (std::uint16_t port = first; port < first + count; ++port)
      paths.push_back(network().path(client, UdpProbe{.target = {server_address(), udp(53)},
                                                      .source_port = port,
                                                      .patience = patience}));
    return paths;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Paths, both_families, family_name);

TEST_P(Paths, OfAnEchoAreTheRoutersAndTheTarget) {
  EXPECT_THAT(path_to(server_address()), Takes("near", "left", "far", "server"));
}

TEST_P(Paths, OfADatagramAreTheRoutersAndTheTarget) {
  EXPECT_THAT(network().path(client, UdpProbe{.target = {server_address(), udp(53)}}),
              Takes(near, left, far, server));
}

TEST_P(Paths, OfADatagramThatIsAnsweredAreTheSame) {
  const auto service = node(server).serve(udp(53));

  EXPECT_THAT(network().path(client, UdpProbe{.target = {server_address(), udp(53)}}),
              Takes(near, left, far, server));
}

TEST_P(Paths, OfAConnectionAreTheRoutersAndTheTarget) {
  const auto service = node(server).serve(tcp(80));

  EXPECT_THAT(network().path(client, TcpProbe{.target = {server_address(), tcp(80)}}),
              Takes(node(near), node(left), node(far), node(server)));
}

TEST_P(Paths, OfARefusedConnectionAreTheSame) {
  EXPECT_THAT(network().path(client, TcpProbe{.target = {server_address(), tcp(80)}}),
              Takes("near", "left", "far", "server"));
}

TEST_P(Paths, ToANodeItselfHaveItAsTheirOnlyHop) {
  EXPECT_THAT(path_to(client_address()), Takes("client"));
}

TEST_P(Paths, ToANeighbourHaveItAsTheirOnlyHop) {
  EXPECT_THAT(network().path(client, near, family), Takes("near"));
}

TEST_P(Paths, FollowALiveRouteAtOnce) {
  node(near).add_route({.destination = only(server_address()), .via = address(2, 2)});

  EXPECT_THAT(path_to(server_address()), Takes("near", "right", "far", "server"));
}

TEST_P(Paths, EndWhereAnAddressIsUnreachable) {
  node(left).add_route({.destination = only(server_address()), .type = RouteType::unreachable});

  const auto path = path_to(server_address());

  EXPECT_THAT(path, EndsAfter("near", "left"));
  EXPECT_THAT(path.by_fib.reason, HasSubstr("left: unreachable"));
}

TEST_P(Paths, EndWhereARouteDiscards) {
  node(left).add_route({.destination = only(server_address()), .type = RouteType::blackhole});

  const auto path =
      network().path(client, EchoProbe{.target = server_address(), .patience = short_patience});

  EXPECT_THAT(path, EndsAfter("near", "left"));
  EXPECT_EQ(path.by_ttl.reason, "no answer from ttl 2 on");
}

TEST_P(Paths, EndWhereNobodyHasTheNextHopsAddress) {
  const auto absent = address(5, 77);

  const auto path = path_to(absent);

  EXPECT_THAT(path, EndsAfter("near", "left", "far"));
  EXPECT_EQ(path.by_fib.reason, fmt::format("far: nobody at the other end of eth2 has {}", absent));
}

// Its own routes stay, and lead to nobody.
TEST_P(Paths, EndBeforeARouterWhoseInterfaceIsDown) {
  node(far).interface("eth0").down();

  const auto path = path_to(server_address());

  EXPECT_THAT(path, EndsAfter("near", "left"));
  EXPECT_THAT(path.by_fib.reason, HasSubstr("left: eth1 has no carrier"));
}

TEST_P(Paths, EndAtTheSenderThatHasNoRoute) {
  node(client).remove_route({.destination = everything(family)});

  EXPECT_THAT(path_to(server_address()), EndsAfter());
}

TEST_P(Paths, EndAtARouterThatDoesNotForward) {
  node(left).set_sysctl("net.ipv4.ip_forward", "0");
  node(left).set_sysctl("net.ipv6.conf.all.forwarding", "0");

  const auto path =
      network().path(client, EchoProbe{.target = server_address(), .patience = short_patience});

  EXPECT_THAT(path, EndsAfter("near", "left"));
  EXPECT_THAT(path.by_fib.reason, HasSubstr("'left' does not forward"));
}

TEST_P(Paths, ThatCircleSayWhere) {
  node(left).add_route({.destination = only(server_address()), .via = address(1, 1)});

  EXPECT_THAT(path_to(server_address()), CirclesThrough("near", "left", "near"));
}

TEST_P(Paths, PassASilentRouter) {
  node(left).add_rule({.priority = 1,
                       .to = only(client_address()),
                       .incoming_interface = "lo",
                       .action = RuleAction::blackhole});

  const auto path =
      network().path(client, EchoProbe{.target = server_address(), .patience = short_patience});

  EXPECT_THAT(path, Takes("near", "left", "far", "server"));
  EXPECT_EQ(to_string(path.by_ttl.hops[1]), "*");
}

TEST_P(Paths, ThatLeadBackOtherwiseAreThereAllTheSame) {
  node(far).add_route({.destination = only(client_address()), .via = address(4, 1)});

  EXPECT_THAT(path_to(server_address()), Takes("near", "left", "far", "server"));
}

TEST_P(Paths, OfFlowsBetweenTheSameAddressesAreOneUnlessPortsCount) {
  node(near).remove_route({.destination = servers()});
  node(near).add_route(servers_by_both());

  const auto paths = paths_of_flows(8);

  EXPECT_THAT(paths, AnyOf(Each(Takes("near", "left", "far", "server")),
                           Each(Takes("near", "right", "far", "server"))));
}

TEST_P(Paths, OfEachFlowAreTheSameByTtlAndByFib) {
  node(near).set_sysctl("net.ipv4.fib_multipath_hash_policy", "1");
  node(near).set_sysctl("net.ipv6.fib_multipath_hash_policy", "1");
  node(near).remove_route({.destination = servers()});
  node(near).add_route(servers_by_both());

  const auto paths = paths_of_flows(32);

  EXPECT_THAT(paths, Each(AnyOf(Takes("near", "left", "far", "server"),
                                Takes("near", "right", "far", "server"))));
  EXPECT_THAT(paths, Contains(Takes("near", "left", "far", "server")));
  EXPECT_THAT(paths, Contains(Takes("near", "right", "far", "server")));
}

}  // namespace
}  // namespace netrig
