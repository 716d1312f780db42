// Each verdict against a network that produces it, by each kind of probe, in both families.
#include <tuple>

#include "case.hpp"
#include "client_router_server.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Eq;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Values;

auto HasNoIcmpError() {
  return Field("icmp_error", &Outcome::icmp_error, Eq(std::nullopt));
}

auto HasIcmpError(const IpAddress& sender, std::uint8_t type, std::uint8_t code) {
  return Field("icmp_error", &Outcome::icmp_error, Optional(IcmpError{sender, type, code}));
}

class Verdicts : public ClientRouterServer,
                 public ::testing::WithParamInterface<std::tuple<Kind, Family>> {
 protected:
  const Family family = std::get<Family>(GetParam());
  const Kind kind = std::get<Kind>(GetParam());
  const bool v4 = family == Family::ipv4;

  Outcome ask(const DualAddress& target, std::chrono::milliseconds waiting = patience) {
    return node(client).ask(probe_of(kind, target.in(family), waiting));
  }
  void add_route_elsewhere(NodeId at, RouteType type) {
    node(at).add_route({.destination = network_elsewhere(family), .type = type});
  }
};

TEST_P(Verdicts, AServiceIsReached) {
  const auto tcp_echo = node(server).serve(tcp(7));
  const auto udp_echo = node(server).serve(udp(7));

  EXPECT_THAT(ask(server_address), AllOf(Reached(), HasNoIcmpError(), Explained("")));
}

TEST_P(Verdicts, ARouterWithoutARouteIsNamed) {
  EXPECT_THAT(ask(elsewhere), AllOf(NoRouteAt(near_router_address.in(family)),
                                    HasIcmpError(near_router_address.in(family), v4 ? 3 : 1, 0),
                                    Explained(v4 ? "no route to 10.9.0.1 at 10.0.1.1"
                                                 : "no route to fd00:9::1 at fd00:1::1")));
}

TEST_P(Verdicts, NoRouteAtHomeIsSaidByTheKernel) {
  node(client).remove_route(Route::default_via(near_router_address.in(family)));

  EXPECT_THAT(ask(elsewhere),
              AllOf(NoRoute(), HasNoIcmpError(),
                    Explained("no route to " + to_string(elsewhere.in(family)) + " at client")));
}

TEST_P(Verdicts, AnUnreachableRouteAtHomeIsNoRoute) {
  add_route_elsewhere(client, RouteType::unreachable);

  EXPECT_THAT(ask(elsewhere), AllOf(NoRoute(), HasNoIcmpError(),
                                    Explained("a route of type 'unreachable' at client covers")));
}

TEST_P(Verdicts, ABlackholeAtHomeIsNoRoute) {
  add_route_elsewhere(client, RouteType::blackhole);

  EXPECT_THAT(ask(elsewhere), AllOf(NoRoute(), HasNoIcmpError(),
                                    Explained("a route of type 'blackhole' at client covers")));
}

TEST_P(Verdicts, AProhibitRouteAtHomeIsDenied) {
  add_route_elsewhere(client, RouteType::prohibit);

  EXPECT_THAT(ask(elsewhere), AllOf(Denied(), HasNoIcmpError(),
                                    Explained("a route of type 'prohibit' at client covers")));
}

TEST_P(Verdicts, AProhibitRouteAtARouterRejects) {
  add_route_elsewhere(router, RouteType::prohibit);

  EXPECT_THAT(
      ask(elsewhere),
      AllOf(Rejected(), HasIcmpError(near_router_address.in(family), v4 ? 3 : 1, v4 ? 13 : 1),
            Explained("a firewall rule or a 'prohibit' route at")));
}

// IPv6 knows no other word for it than "no route": see classify_icmp().
TEST_P(Verdicts, AnUnreachableRouteAtARouterRejectsOrIsNoRoute) {
  add_route_elsewhere(router, RouteType::unreachable);

  EXPECT_THAT(ask(elsewhere),
              AllOf(HasVerdict(v4 ? Verdict::rejected : Verdict::no_route),
                    HasIcmpError(near_router_address.in(family), v4 ? 3 : 1, v4 ? 1 : 0)));
}

TEST_P(Verdicts, ABlackholeAtARouterDrops) {
  add_route_elsewhere(router, RouteType::blackhole);

  EXPECT_THAT(ask(elsewhere), AllOf(DroppedAt(router, DropCause::route), HasNoIcmpError()));
}

TEST_P(Verdicts, AnAbsentNeighbourIsUnresolved) {
  EXPECT_THAT(ask(absent_neighbour),
              AllOf(Unresolved(), HasIcmpError(client_address.in(family), v4 ? 3 : 1, v4 ? 1 : 3),
                    Explained("nobody on client's own link answered")));
}

TEST_P(Verdicts, ARouterThatCannotResolveRejects) {
  EXPECT_THAT(ask(absent_server),
              AllOf(RejectedBy(node(router)),
                    HasIcmpError(near_router_address.in(family), v4 ? 3 : 1, v4 ? 1 : 3),
                    Explained("or nobody there answered")));
}

TEST_P(Verdicts, ANeighbourWithAWrongLinkLayerAddressIsSilent) {
  node(client).add_neighbour(
      {.address = absent_neighbour.in(family), .interface = "eth0", .mac = "02:00:5e:00:00:99"});

  EXPECT_THAT(ask(absent_neighbour, short_patience), AllOf(Silent(), HasNoIcmpError()));
}

TEST_P(Verdicts, ADownInterfaceIsNoRoute) {
  node(client).interface("eth0").down();

  EXPECT_THAT(ask(server_address), AllOf(NoRoute(), HasNoIcmpError()));
}

TEST_P(Verdicts, ARouterThatIsGoneIsUnresolved) {
  node(client).add_route(
      {.destination = network_elsewhere(family), .via = absent_neighbour.in(family)});

  EXPECT_THAT(ask(elsewhere), AllOf(Unresolved(), Explained("or the gateway to it")));
}

INSTANTIATE_TEST_SUITE_P(All, Verdicts,
                         Combine(Values(Kind::echo, Kind::tcp, Kind::udp), both_families),
                         combined_name);

// A cable whose other end was never plugged in. When one is pulled, the kernel forgets without a
// word the packets that wait for an answer to ARP (neigh_carrier_down(), net/core/neighbour.c).
class NoCarrier : public NetworkTest,
                  public ::testing::WithParamInterface<std::tuple<Kind, Family>> {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");
  const DualAddress target{"10.0.1.1", "fd00:1::1"};

  NoCarrier() {
    topology.connect({client, {"10.0.1.2/24", "fd00:1::2/64"}},
                     {server, {"10.0.1.1/24", "fd00:1::1/64"}}, {}, {.up = false});
  }
  void network_ready() override { node(client).interface("eth0").up(); }
};

TEST_P(NoCarrier, IsUnresolved) {
  const auto [kind, family] = GetParam();

  EXPECT_THAT(node(client).ask(probe_of(kind, target.in(family), patience)), Unresolved());
}

INSTANTIATE_TEST_SUITE_P(All, NoCarrier,
                         Combine(Values(Kind::echo, Kind::tcp, Kind::udp), both_families),
                         combined_name);

// What not all kinds have ----------------------------------------------------------------------

class FamilyVerdicts : public ClientRouterServer, public OfEachFamily {
 protected:
  const IpAddress target = server_address.in(GetParam());
  const bool v4 = GetParam() == Family::ipv4;
  const int icmp_expired = v4 ? 11 : 3;
};

TEST_P(FamilyVerdicts, AClosedTcpPortRefuses) {
  EXPECT_THAT(connect(client, {target, tcp(9)}),
              AllOf(Refused(), HasNoIcmpError(),
                    Field(&Outcome::error, Eq(std::errc::connection_refused))));
}

TEST_P(FamilyVerdicts, AClosedUdpPortRefusesByIcmp) {
  EXPECT_THAT(exchange(client, {target, udp(9)}),
              AllOf(Refused(), HasIcmpError(target, v4 ? 3 : 1, v4 ? 3 : 4)));
}

TEST_P(FamilyVerdicts, AClosedUdpPortOfTheNodeItselfRefuses) {
  EXPECT_THAT(exchange(client, {client_address.in(GetParam()), udp(9)}), Refused());
}

TEST_P(FamilyVerdicts, ATcpProbeOfFewHopsEndsAtTheRouter) {
  EXPECT_THAT(node(client).ask(TcpProbe{.target = {target, tcp(7)}, .ttl = 1}),
              AllOf(RejectedBy(node(router)),
                    HasIcmpError(near_router_address.in(GetParam()), v4 ? 11 : 3, 0),
                    Explained("it may pass no more routers when it comes to")));
}

TEST_P(FamilyVerdicts, AUdpProbeOfFewHopsEndsAtTheRouter) {
  EXPECT_THAT(node(client).ask(UdpProbe{.target = {target, udp(7)}, .ttl = 1}),
              RejectedBy(node(router)));
}

TEST_P(FamilyVerdicts, AnEchoOfFewHopsEndsAtTheRouter) {
  EXPECT_THAT(node(client).ask(EchoProbe{.target = target, .ttl = 1}), RejectedBy(node(router)));
}

TEST_P(FamilyVerdicts, TwoHopsAreEnough) {
  EXPECT_THAT(node(client).ask(EchoProbe{.target = target, .ttl = 2}), Reached());
}

INSTANTIATE_TEST_SUITE_P(Families, FamilyVerdicts, both_families, family_name);

}  // namespace
}  // namespace netrig
