// Services that are asked by their handle, and what they see of who asks.
#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::ThrowsMessage;

// client --- router --- server
class Asked : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId near = topology.connect({client, {"10.0.1.2/24", "2001:db8:1::2/64"}},
                                       {router, {"10.0.1.1/24", "2001:db8:1::1/64"}});
  const LinkId far = topology.connect(
      {router, {"10.0.2.1/24", "2001:db8:2::1/64"}},
      {server, {"10.0.2.2/24", "10.0.2.3/24", "2001:db8:2::2/64", "2001:db8:2::3/64"}});
};

class AskedInAFamily : public Asked, public OfEachFamily {
 protected:
  const bool v4 = GetParam() == Family::ipv4;
  const IpAddress of_client = either("10.0.1.2", "2001:db8:1::2");
  const IpAddress of_server = either("10.0.2.2", "2001:db8:2::2");
  const IpAddress second_of_server = either("10.0.2.3", "2001:db8:2::3");
};
INSTANTIATE_TEST_SUITE_P(Families, AskedInAFamily, both_families, family_name);

auto IsSeenAs(const std::optional<Endpoint>& end) {
  return Field("seen_as", &Outcome::seen_as, Eq(end));
}

Endpoint target_of(const Outcome& outcome) {
  if (const auto* over_udp = std::get_if<UdpProbe>(&outcome.probe)) return over_udp->target;
  return std::get<TcpProbe>(outcome.probe).target;
}

TEST_P(AskedInAFamily, AConnectionIsSeenAsWhoItIs) {
  const auto web = node(server).serve(tcp(80));

  const auto outcome = node(client).connect(web, GetParam());

  ASSERT_THAT(outcome, Reached());
  EXPECT_EQ(target_of(outcome), Endpoint(of_server, tcp(80)));
  EXPECT_THAT(outcome.seen_as, Optional(Field(&Endpoint::address, of_client)));
  EXPECT_THAT(outcome, IsSeenAs(outcome.source));
}

// Where a gateway translates, see suites/readme/firewall_test.cpp.
TEST_P(AskedInAFamily, AConnectionMayGoToAnyPlaceThatLeadsThere) {
  const auto web = node(server).serve(tcp(80));
  const auto other = node(server).serve(tcp(81));

  EXPECT_THAT(node(client).connect(web, {second_of_server, tcp(80)}),
              AllOf(Reached(), Field("seen_as", &Outcome::seen_as,
                                     Optional(Field(&Endpoint::address, of_client)))));
  EXPECT_THAT(node(client).connect(web, {of_server, tcp(81)}), Unexpected());
}

TEST_P(AskedInAFamily, ADatagramMayGoToAnyPlaceThatLeadsThere) {
  const auto dns = node(server).serve(udp(53));
  const auto other = node(server).serve(udp(54));

  EXPECT_THAT(node(client).exchange(dns, {second_of_server, udp(53)}),
              AllOf(Reached(), Field("seen_as", &Outcome::seen_as,
                                     Optional(Field(&Endpoint::address, of_client)))));
  EXPECT_THAT(node(client).exchange(dns, {of_server, udp(54)}), Unexpected());
}

TEST_P(AskedInAFamily, AServiceOnTheLoopbackIsItsOwnNodes) {
  const auto local = node(server).serve(tcp(80), {.address = either("127.0.0.1", "::1")});

  EXPECT_THAT([&] { node(client).connect(local); },
              ThrowsMessage<DescriptionError>(
                  HasSubstr("in 'server' from 'client': it listens on its own node's loopback")));
  EXPECT_THAT(node(server).connect(local), Reached());
}

TEST_P(AskedInAFamily, ADatagramIsSeenAsWhoItIs) {
  const auto dns = node(server).serve(udp(53));

  const auto outcome = node(client).exchange(dns, GetParam());

  ASSERT_THAT(outcome, Reached());
  EXPECT_EQ(target_of(outcome), Endpoint(of_server, udp(53)));
  EXPECT_THAT(outcome.seen_as, Optional(Field(&Endpoint::address, of_client)));
  EXPECT_THAT(outcome, IsSeenAs(outcome.source));
}

TEST_P(AskedInAFamily, AServiceOnOneAddressIsAskedThere) {
  const auto web = node(server).serve(tcp(80), {.address = second_of_server});
  const auto dns = node(server).serve(udp(53), {.address = second_of_server});

  const auto connected = node(client).connect(web);
  const auto exchanged = node(client).exchange(dns);

  EXPECT_THAT(connected, Reached());
  EXPECT_EQ(target_of(connected), Endpoint(second_of_server, tcp(80)));
  EXPECT_THAT(exchanged, Reached());
  EXPECT_EQ(target_of(exchanged), Endpoint(second_of_server, udp(53)));
}

TEST_P(AskedInAFamily, ManyTimesEachIsSeenAsItself) {
  const auto web = node(server).serve(tcp(80));
  node(client).connect(web, GetParam());

  const auto outcome = node(client).connect(web, GetParam());

  EXPECT_EQ(web.callers().at(1).remote, outcome.seen_as);
  EXPECT_NE(web.callers().at(0).remote, outcome.seen_as);
}

TEST_P(AskedInAFamily, WhoDoesNotArriveIsNotSeen) {
  const auto web = node(server).serve(tcp(80));
  const auto dns = node(server).serve(udp(53));
  link(far).down();

  EXPECT_THAT(node(client).connect(web, GetParam()),
              ::testing::AllOf(NoRouteAt(node(router)), IsSeenAs(std::nullopt)));
  EXPECT_THAT(node(client).exchange(dns, GetParam()),
              ::testing::AllOf(NoRouteAt(node(router)), IsSeenAs(std::nullopt)));
}

TEST_F(Asked, ByAnEndpointNobodyKnowsThatAServiceSees) {
  const auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(client).connect("10.0.2.2:80/tcp"),
              ::testing::AllOf(Reached(), IsSeenAs(std::nullopt)));
}

}  // namespace
}  // namespace netrig
