// What comes back when an interface goes down and up again.
#include <netrig/gtest.hpp>

#include <fmt/format.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include <future>
#include <map>

#include "families.hpp"
#include "netlink/nexthop_reader.hpp"
#include "netlink/requests.hpp"
#include "netlink/socket.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::UnorderedElementsAreArray;

// client ── router ── server, and a second router that the client may turn to
class Flap : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId backup = topology.add_router("backup");
  const NodeId server = topology.add_host("server");
  const LinkId access = topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
  const LinkId spare = topology.connect(client, backup, {"10.0.3.0/24", "2001:db8:3::/64"});

  Flap() { topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"}); }

  std::vector<std::string> routes_of(NodeId id) {
    std::vector<std::string> lines;
    for (const auto& route : node(id).routes()) lines.push_back(to_string(route));
    return lines;
  }
  std::vector<std::string> routes_of_the_client() { return routes_of(client); }
  void flap(NodeId id, int times = 1) {
    const auto eth0 = node(id).interface("eth0");
    for (; times > 0; --times) {
      eth0.down();
      eth0.up();
    }
  }
  void flap() { flap(client); }
};

class FlapOfEachFamily : public Flap, public OfEachFamily {
 protected:
  /// One that the family has beyond the routers.
  Prefix beyond() const { return either("10.9.0.0/16", "2001:db8:9::/48"); }
  /// Of a network that the client is on: 1, the access, or 3, the spare; each router has 1.
  IpAddress on_link(int network, int host) const {
    return either<IpAddress>(fmt::format("10.0.{}.{}", network, host),
                             fmt::format("2001:db8:{}::{}", network, host));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, FlapOfEachFamily, both_families, family_name);

TEST_F(Flap, BringsBackEachRouteAsItWas) {
  node(client).add_route({.destination = "10.9.0.0/16", .via = "10.0.1.1", .metric = 50});
  node(client).add_route({.destination = "10.9.0.0/16", .via = "10.0.1.1", .metric = 60});
  node(client).add_route({.destination = "2001:db8:9::/48", .via = "2001:db8:1::1"});
  const auto before = routes_of_the_client();

  flap();

  EXPECT_THAT(routes_of_the_client(), UnorderedElementsAreArray(before));
  EXPECT_THAT(node(client).ping(server, Family::ipv4), Reached());
  EXPECT_THAT(node(client).ping(server, Family::ipv6), Reached());
}

TEST_F(Flap, LeavesARouteThatTookThePlaceOfALostOne) {
  const auto eth0 = node(client).interface("eth0");
  eth0.down();
  node(client).add_route({.destination = "0.0.0.0/0", .via = "10.0.3.1"});

  eth0.up();

  EXPECT_THAT(routes_of_the_client(), Contains("default via 10.0.3.1 dev eth1"));
  EXPECT_THAT(routes_of_the_client(), Not(Contains("default via 10.0.1.1 dev eth0")));
}

TEST_F(Flap, BringsBackAGatewayThatIsReachedByARouteOfItsOwn) {
  const auto eth0 = node(client).interface("eth0");
  node(client).add_route({.destination = "192.0.2.1/32", .interface = "eth0"});
  node(client).add_route({.destination = "10.8.0.0/16", .via = "192.0.2.1", .interface = "eth0"});
  const auto before = routes_of_the_client();

  eth0.down();
  eth0.up();

  EXPECT_THAT(routes_of_the_client(), UnorderedElementsAreArray(before));
}

TEST_F(Flap, BringsBackGivenLinkLocalAddresses) {
  node(client).interface("eth0").add_address("fe80::1/64");

  flap();

  EXPECT_THAT(node(client).addresses(), Contains(Field(&AddressInfo::address, "fe80::1/64")));
  const auto target = fmt::format("fe80::1%{}", node(router).interface("eth0").index());
  EXPECT_THAT(node(router).ping(IpAddress(target)), Reached());
}

TEST_P(FlapOfEachFamily, MayBeOfBothEndsAtOnce) {
  node(client).add_route({.destination = beyond(), .via = on_link(1, 1)});
  node(router).add_route({.destination = beyond(), .via = on_link(1, 2)});
  const auto before_at_the_client = routes_of(client), before_at_the_router = routes_of(router);

  auto other_end = std::async(std::launch::async, [&] { flap(router, 30); });
  flap(client, 30);
  other_end.get();

  EXPECT_THAT(routes_of(client), UnorderedElementsAreArray(before_at_the_client));
  EXPECT_THAT(routes_of(router), UnorderedElementsAreArray(before_at_the_router));
}

TEST_P(FlapOfEachFamily, BringsBackARouteOfTwoWaysOnceBothAreUp) {
  const auto eth0 = node(client).interface("eth0"), eth1 = node(client).interface("eth1");
  node(client).add_route(
      {.destination = beyond(), .next_hops = {{.via = on_link(1, 1)}, {.via = on_link(3, 1)}}});
  const auto before = routes_of_the_client();

  eth0.down();
  eth1.down();
  flap();
  eth0.down();
  eth1.up();
  eth0.up();

  EXPECT_THAT(routes_of_the_client(), UnorderedElementsAreArray(before));
}

// The client's address in the access network is another one when the link comes back, and no
// gateway of old is on it any more.
class Renumbered : public FlapOfEachFamily {
 protected:
  void renumber_while_down() {
    const auto eth0 = node(client).interface("eth0");
    eth0.down();
    eth0.remove_address({on_link(1, 2), length()});
    eth0.add_address({on_link(7, 2), length()});
    eth0.up();
  }
  unsigned length() const { return either(24U, 64U); }
  std::uint32_t the_nexthop = 1, the_group = 10;
};
INSTANTIATE_TEST_SUITE_P(Families, Renumbered, both_families, family_name);

TEST_P(Renumbered, ComesUpWithTheRoutesThatItCanStillHave) {
  const Route without_a_gateway{.destination = beyond(), .interface = "eth0", .metric = 7};
  node(client).add_route(without_a_gateway);
  node(client).add_route({.destination = beyond(), .via = on_link(1, 1), .metric = 5});

  EXPECT_NO_THROW(renumber_while_down());

  EXPECT_THAT(node(client).routes(), Contains(without_a_gateway));
  EXPECT_THAT(node(client).routes(), Not(Contains(Field(&Route::metric, Optional(5U)))));
}

TEST_P(Renumbered, IsThroughWithTheOthersWhenItComesUpAgain) {
  node(client).add_route({.destination = beyond(), .via = on_link(1, 1)});
  renumber_while_down();
  const auto before = routes_of_the_client();

  EXPECT_NO_THROW(flap());

  EXPECT_THAT(routes_of_the_client(), UnorderedElementsAreArray(before));
}

TEST_P(Renumbered, LeavesOutOfAGroupWhatIsNoNexthopAnyMore) {
  const NexthopObject stays{.id = 2, .via = on_link(3, 1), .interface = "eth1"};
  node(client).add_nexthop({.id = the_nexthop, .via = on_link(1, 1), .interface = "eth0"});
  node(client).add_nexthop(stays);
  node(client).add_nexthop({.id = the_group, .group = {{the_nexthop}, {stays.id}}});
  node(client).add_nexthop({.id = the_group + 1, .group = {{the_nexthop}}});

  EXPECT_NO_THROW(renumber_while_down());

  EXPECT_THAT(node(client).nexthops(),
              ElementsAre(stays, NexthopObject{.id = the_group, .group = {{stays.id}}}));
}

// What a routing daemon has added is still its own: it would leave alone, or double, what is not.
class FlapUnderADaemon : public FlapOfEachFamily {
 protected:
  static constexpr std::uint32_t one = 1, group = 10;

  void network_ready() override {
    netlink::Batch batch("client");
    auto object = add_nexthop(batch, one, either(AF_INET, AF_INET6));
    object.put_index(NHA_OIF, node(client).interface("eth0").index());
    object.put(NHA_GATEWAY, on_link(1, 1));
    auto members = add_nexthop(batch, group, AF_UNSPEC);
    netlink::put_members(members, {.group = {{one}}});
    members.put_u16(NHA_GROUP_TYPE, NEXTHOP_GRP_TYPE_RES);
    members.nest(NHA_RES_GROUP, [&] { members.put_u16(NHA_RES_GROUP_BUCKETS, 32); });
    socket().execute(batch);
  }
  /// As `ip nexthop` shows them behind "proto", by their ids.
  std::map<std::uint32_t, int> protocols() {
    netlink::Batch batch("client");
    batch.add(RTM_GETNEXTHOP, NLM_F_DUMP, [] { return std::string("cannot list the nexthops"); })
        .put_header<nhmsg>();
    std::map<std::uint32_t, int> found;
    socket().dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) {
          found[netlink::read_nexthop(header).nexthop.id] =
              static_cast<const nhmsg*>(mnl_nlmsg_get_payload(&header))->nh_protocol;
        });
    return found;
  }

 private:
  netlink::Socket& socket() { return node(client).network_namespace().route_socket(); }
  static netlink::Message add_nexthop(netlink::Batch& batch, std::uint32_t id, int kernel_family) {
    auto message = batch.add(RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_EXCL,
                             [] { return std::string("cannot add the daemon's nexthop"); });
    auto& header = message.put_header<nhmsg>();
    header.nh_family = static_cast<unsigned char>(kernel_family);
    header.nh_protocol = RTPROT_BIRD;
    message.put(NHA_ID, id);
    return message;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, FlapUnderADaemon, both_families, family_name);

TEST_P(FlapUnderADaemon, BringsBackNexthopsThatAreItsOwn) {
  const auto before = node(client).nexthops();

  flap();

  EXPECT_EQ(node(client).nexthops(), before);
  EXPECT_THAT(protocols(), ElementsAre(Pair(one, RTPROT_BIRD), Pair(group, RTPROT_BIRD)));
}

// An interface may be too narrow for IPv6 when it comes back.
TEST_F(Flap, MayBeOfAnInterfaceThatLeavesIpv6Meanwhile) {
  const auto eth0 = node(client).interface("eth0");

  eth0.down();
  eth0.set_mtu(1000);
  EXPECT_NO_THROW(eth0.up());

  EXPECT_THAT(node(client).ping(server, Family::ipv4), Reached());
}

// A router and a host whose cable is out at first: their routes wait for it.
class LinkDownAtFirst : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId access =
      topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"}, {.up = false});

  LinkDownAtFirst() { topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"}); }
};

TEST_F(LinkDownAtFirst, GetsItsRoutesWhenItComesUp) {
  EXPECT_THAT(node(client).ping(server, Family::ipv4), NoRouteAt(node(client)));

  link(access).up();

  EXPECT_THAT(node(client).ping(server, Family::ipv4), Reached());
  EXPECT_THAT(node(client).ping(server, Family::ipv6), Reached());
}

// What is made or moved while the network runs asks as quickly as what was planned: an address that
// nobody has is unresolved within a probe's patience.
class Late : public NetworkTest {
 protected:
  const NodeId here = topology.add_host("here");
  const NodeId there = topology.add_host("there");
};

TEST_F(Late, VethAsksQuickly) {
  const auto [near, far] = node(here).add_veth("near", "far");
  const auto moved = far.move_to(there);
  near.add_address("10.0.0.1/24");
  near.add_address("2001:db8::1/64");
  near.up();
  moved.up();

  EXPECT_THAT(node(here).ping("10.0.0.9"), Unresolved());
  EXPECT_THAT(node(here).ping("2001:db8::9"), Unresolved());
}

TEST_F(Late, MovedInterfaceAsksQuickly) {
  const auto [near, far] = node(here).add_veth("near", "far");
  const auto moved = far.move_to(there);
  moved.add_address("10.0.0.2/24");
  near.up();
  moved.up();

  EXPECT_THAT(node(there).ping("10.0.0.9"), Unresolved());
}

TEST_F(Late, InterfaceMayBeMovedToWhereItIs) {
  const auto [near, far] = node(here).add_veth("near", "far");

  const auto moved = near.move_to(here);

  EXPECT_EQ(moved.index(), near.index());
  moved.up();
  EXPECT_TRUE(moved.info().is_up);
}

// RFC 791 lets a link be as narrow as 68 bytes; IPv6 needs 1280.
TEST(NarrowLink, CarriesIpv4) {
  Topology topology;
  const auto a = topology.add_host("a"), b = topology.add_host("b");
  topology.connect(a, b, "10.0.0.0/24", {.mtu = 576});
  const Network network(topology);

  EXPECT_THAT(network[a].ping(b), Reached());
}

}  // namespace
}  // namespace netrig
