// Probes that carry a mark, or another node's address.
#include "case.hpp"
#include "client_router_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Combine;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;
using ::testing::ThrowsMessage;
using ::testing::Values;

class Disguise : public ClientRouterServer,
                 public ::testing::WithParamInterface<std::tuple<Kind, Family>> {
 protected:
  const Family family = std::get<Family>(GetParam());
  const IpAddress target = server_address.in(family);
  /// One with that mark; with the source if there is one.
  Probe probe_with(std::uint32_t mark, std::optional<IpAddress> source = {}) const {
    auto probe = probe_of(std::get<Kind>(GetParam()), target, short_patience);
    std::visit(
        [&](auto& each) {
          if constexpr (requires { each.mark; }) {
            each.mark = mark;
            each.source = source;
            each.transparent = source.has_value();
          }
        },
        probe);
    return probe;
  }
};
INSTANTIATE_TEST_SUITE_P(Probes, Disguise,
                         Combine(Values(Kind::echo, Kind::tcp, Kind::udp), both_families),
                         combined_name);

TEST_P(Disguise, AMarkChoosesTheRoutingTable) {
  const auto web = node(server).serve(tcp(7));
  const auto echo = node(server).serve(udp(7));
  node(client).add_rule({.mark = 7, .action = RuleAction::prohibit, .family = family});

  EXPECT_THAT(node(client).ask(probe_with(7)), Denied());
  EXPECT_THAT(node(client).ask(probe_with(6)), Reached());
}

TEST_P(Disguise, AMarkIsPartOfTheCause) {
  node(client).add_rule({.mark = 7, .table = 7, .family = family});
  node(client).add_route({.destination = only(target), .type = RouteType::prohibit, .table = 7});

  EXPECT_THAT(node(client).ask(probe_with(7)),
              AllOf(Denied(), Explained("a route of type 'prohibit' at client covers")));
}

// The server's kernel answers at once: an echo reply, a RST, an ICMP error. The router is left with
// whom it could not find.
TEST_P(Disguise, AnothersAddressGetsTheAnswer) {
  const auto claimed = absent_neighbour.in(family);

  EXPECT_THAT(node(client).ask(probe_with(0, claimed)),
              AnyOf(Silent(), DroppedAt(router, DropCause::neighbour)));  // the kernel tells root

  EXPECT_THAT(node(router).neighbours(), Contains(Field(&Neighbour::address, claimed)));
}

TEST_F(ClientRouterServer, AForgedDatagramIsSeenAsAnothers) {
  const auto dns = node(server).serve(udp(53));

  node(client).ask(UdpProbe{.target = "10.0.2.2:53/udp",
                            .source = "10.9.0.1",
                            .source_port = 4000,
                            .transparent = true,
                            .patience = short_patience});

  EXPECT_THAT(dns.wait_for_callers(1, Deadline::in(patience)),
              ElementsAre(Caller{"10.9.0.1:4000/udp", "10.0.2.2:53/udp"}));
}

TEST_F(ClientRouterServer, AnothersAddressIsNotTakenByMistake) {
  const auto remedy = HasSubstr("say `.transparent = true`");

  EXPECT_THAT([&] { node(client).ask(EchoProbe{.target = "10.0.2.2", .source = "10.9.0.1"}); },
              Throws<Error>(Property(&Error::remedy, remedy)));
  EXPECT_THAT([&] { node(client).ask(EchoProbe{.target = "fd00:2::2", .source = "fd00:9::1"}); },
              Throws<Error>(Property(&Error::remedy, remedy)));
}

TEST_F(ClientRouterServer, ToBeTransparentNeedsASource) {
  EXPECT_THAT([&] { node(client).ask(EchoProbe{.target = "10.0.2.2", .transparent = true}); },
              ThrowsMessage<DescriptionError>(
                  HasSubstr("it is transparent, but no source says in whose name")));
}

TEST_F(ClientRouterServer, NobodyHearsThePathOfAnothersPackets) {
  const EchoProbe forged{.target = "10.0.2.2", .source = "10.9.0.1", .transparent = true};

  EXPECT_THAT([&] { network().path(client, forged); },
              ThrowsMessage<DescriptionError>(HasSubstr("goes to its source")));
}

TEST_F(ClientRouterServer, APathIsThatOfTheMark) {
  node(client).add_rule({.mark = 7, .action = RuleAction::unreachable});

  EXPECT_THAT(network().path(client, EchoProbe{.target = "10.0.2.2", .mark = 6}),
              Takes(node(router), node(server)));
  EXPECT_THAT(network().path(client, EchoProbe{.target = "10.0.2.2", .mark = 7}),
              AllOf(TtlAndFibAgree(), EndsAfter()));
}

}  // namespace
}  // namespace netrig
