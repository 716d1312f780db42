// ARP and neighbour discovery.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

class Resolution : public ClientRouterServer, public OfEachFamily {
 protected:
  const IpAddress gateway = near_router_address.in(GetParam());

  Outcome resolve(const IpAddress& target, std::string interface = {}) {
    return node(client).ask(
        NeighbourProbe{.target = target, .interface = std::move(interface), .patience = patience});
  }
  MacAddress mac_of(NodeId id, const char* interface) {
    return node(id).interface(interface).info().mac;
  }
  auto IsAt(const MacAddress& mac) {
    return Field("mac", &Outcome::mac, Eq(std::optional<MacAddress>(mac)));
  }
};

TEST_P(Resolution, FindsTheLinkLayerAddress) {
  EXPECT_THAT(resolve(gateway), AllOf(Reached(), IsAt(mac_of(router, "eth0")), Explained("")));
}

TEST_P(Resolution, AsksAgainWhenItKnowsTheAnswer) {
  ASSERT_THAT(resolve(gateway), Reached());
  const auto before = node(router).interface("eth0").info();

  EXPECT_THAT(resolve(gateway, "eth0"), AllOf(Reached(), IsAt(before.mac)));
}

TEST_P(Resolution, NoticesThatTheNeighbourHasGone) {
  ASSERT_THAT(resolve(gateway), Reached());
  node(router).interface("eth0").remove_address({gateway, either(24U, 64U)});

  EXPECT_THAT(resolve(gateway), Unresolved());
}

TEST_P(Resolution, NoticesThatAnotherHasTheAddress) {
  node(client).add_neighbour({.address = gateway,
                              .interface = "eth0",
                              .mac = "02:00:5e:00:00:99",
                              .state = NeighbourState::stale});

  EXPECT_THAT(resolve(gateway), AllOf(Reached(), IsAt(mac_of(router, "eth0"))));
}

TEST_P(Resolution, GetsNoAnswerFromNobody) {
  EXPECT_THAT(resolve(absent_neighbour.in(GetParam())), Unresolved());
}

TEST_P(Resolution, TriesAgainWhatHasFailed) {
  ASSERT_THAT(resolve(absent_neighbour.in(GetParam())), Unresolved());
  node(router).interface("eth0").add_address({absent_neighbour.in(GetParam()), either(24U, 64U)});

  EXPECT_THAT(resolve(absent_neighbour.in(GetParam())), Reached());
}

TEST_P(Resolution, SaysThatTheCarrierIsMissing) {
  node(router).interface("eth0").down();

  EXPECT_THAT(resolve(gateway), AllOf(Unresolved(), Explained("'eth0' has no carrier")));
}

TEST_P(Resolution, SaysThatTheInterfaceIsDown) {
  node(client).interface("eth0").down();

  EXPECT_THAT(resolve(gateway, "eth0"), AllOf(Unresolved(), Explained("'eth0' is down")));
}

TEST_P(Resolution, AsksNobodyForAStaticEntry) {
  node(client).add_neighbour({.address = gateway, .interface = "eth0", .mac = "02:00:5e:00:00:99"});

  EXPECT_THAT(resolve(gateway), AllOf(Reached(), IsAt("02:00:5e:00:00:99"),
                                      Explained("a static entry: nobody was asked")));
}

TEST_P(Resolution, AsksNobodyForItsOwnAddress) {
  EXPECT_THAT(resolve(client_address.in(GetParam())),
              AllOf(Reached(), IsAt(mac_of(client, "eth0")), Explained("own address")));
}

TEST_P(Resolution, AsksNobodyFarAway) {
  EXPECT_THAT(resolve(server_address.in(GetParam())),
              AllOf(NoRoute(), Explained("is on none of client's links")));
}

TEST_P(Resolution, NeedsAnInterfaceThatIsThere) {
  EXPECT_THAT([this] { resolve(gateway, "eth7"); },
              Throws<Error>(AllOf(Property(&Error::code, Eq(std::errc::no_such_device)),
                                  Property(&Error::what, HasSubstr("on 'eth7' in '")))));
}

TEST_P(Resolution, ManyOfOneAddressAtOnce) {
  const std::vector<Question> questions(50, {client, NeighbourProbe{.target = gateway}});

  EXPECT_THAT(network().ask(questions, Deadline::in(patience)), ::testing::Each(Reached()));
}

INSTANTIATE_TEST_SUITE_P(Families, Resolution, both_families, family_name);

}  // namespace
}  // namespace netrig
