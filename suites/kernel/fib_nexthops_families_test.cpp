// After fib_nexthops.sh, its group "ipv4_withv6_fcnal" and what the others say of mixed families:
// IPv4 routes may have IPv6 gateways (RFC 8950), IPv6 routes have none of IPv4.
#include "fib_nexthops.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

class Ipv4RouteByIpv6Gateways : public FibNexthops {
 protected:
  Ipv4RouteByIpv6Gateways() : FibNexthops(Family::ipv4) {}

  IpAddress link_local_gateway() {
    for (const auto& each : node(peer).interface("veth2").addresses())
      if (each.address.address().is_v6() && each.address.address().to_v6().is_link_local())
        return each.address.address();
    throw DescriptionError("'veth2' of 'peer' has no link-local address");
  }
  NexthopObject by_link_local(std::uint32_t id) {
    return {.id = id, .via = link_local_gateway(), .interface = "veth1"};
  }
};

TEST_F(Ipv4RouteByIpv6Gateways, CarriesPackets) {
  add({by_link_local(11)});

  node(me).add_route(route_by(11));

  EXPECT_THAT(node(me).routes(), Contains(route_by(11)));
  EXPECT_THAT(ping(), Reached());
}

TEST_F(Ipv4RouteByIpv6Gateways, AsksForTheGatewayAndNotForTheTarget) {
  add({by_link_local(11)});
  node(me).add_route(route_by(11));

  ASSERT_THAT(ping(), Reached());

  EXPECT_THAT(node(me).neighbours(), HasNeighbour(link_local_gateway()));
  EXPECT_THAT(node(me).neighbours(), Not(HasNeighbour(target())));
}

TEST_F(Ipv4RouteByIpv6Gateways, MayHaveOnesOfIpv4Beside) {
  add({by_link_local(11), by(12, 1, 2), group(101, {{11}, {12}})});

  node(me).add_route(route_by(101));

  EXPECT_THAT(ping(), Reached());
}

TEST_F(Ipv4RouteByIpv6Gateways, NeedsNoNexthopObject) {
  auto route = route_by(0);
  route.nexthop_id.reset();
  route.via = link_local_gateway();
  route.interface = "veth1";

  node(me).add_route(route);

  EXPECT_THAT(node(me).routes(), Contains(route));
  EXPECT_THAT(ping(), Reached());
}

TEST_F(Ipv4RouteByIpv6Gateways, NeedsOneOnTheLink) {
  auto route = route_by(0);
  route.nexthop_id.reset();
  route.via = "2001:db8:50::1";
  route.interface = "veth1";

  EXPECT_THAT([&] { node(me).add_route(route); },
              ThrowsMessage<Error>(HasSubstr("No route to host")));
}

class Ipv6RouteByIpv4Gateways : public FibNexthops {
 protected:
  Ipv6RouteByIpv4Gateways() : FibNexthops(Family::ipv6) {}

  static NexthopObject by_ipv4(std::uint32_t id) { return by(id, 1, 2, Family::ipv4); }
  auto add_route_by(std::uint32_t id) {
    return [this, id] { node(me).add_route(route_by(id)); };
  }
};

TEST_F(Ipv6RouteByIpv4Gateways, IsRefused) {
  add({by_ipv4(84)});

  EXPECT_THAT(add_route_by(84),
              ThrowsMessage<Error>(HasSubstr("IPv6 routes can not use an IPv4 nexthop")));
}

TEST_F(Ipv6RouteByIpv4Gateways, IsRefusedWhereOneOfAGroupIsOne) {
  add({by(86, 2, 2), by_ipv4(87), group(124, {{86}, {87}})});

  EXPECT_THAT(add_route_by(124),
              ThrowsMessage<Error>(HasSubstr("IPv6 routes can not use an IPv4 nexthop")));
}

TEST_F(Ipv6RouteByIpv4Gateways, IsPossibleOnceTheyAreRemoved) {
  add({by(86, 2, 2), by_ipv4(87), by_ipv4(88), group(124, {{86}, {87}, {88}})});

  node(me).remove_nexthop(88);
  EXPECT_THAT(add_route_by(124),
              ThrowsMessage<Error>(HasSubstr("IPv6 routes can not use an IPv4 nexthop")));

  node(me).remove_nexthop(87);
  add_route_by(124)();
  EXPECT_THAT(ping(), Reached());
}

TEST_F(Ipv6RouteByIpv4Gateways, IsPossibleOnceTheyAreReplaced) {
  add({by(86, 2, 2), by_ipv4(87), group(124, {{86}, {87}})});

  node(me).replace_nexthop(by(87, 1, 2));

  add_route_by(124)();
  EXPECT_THAT(ping(), Reached());
}

TEST_F(Ipv6RouteByIpv4Gateways, DoesNotComeAboutByReplacement) {
  add({by(81, 1, 2)});
  node(me).add_route(route_by(81));

  EXPECT_THAT([this] { node(me).replace_nexthop(by_ipv4(81)); },
              ThrowsMessage<Error>(HasSubstr("IPv6 routes can not use an IPv4 nexthop")));
  EXPECT_THAT(ping(), Reached());
}

TEST_F(Ipv6RouteByIpv4Gateways, DoesNotComeAboutByReplacementOfAMember) {
  add({by(81, 1, 2), by(82, 2, 2), group(122, {{81}, {82}})});
  node(me).add_route(route_by(122));

  EXPECT_THAT([this] { node(me).replace_nexthop(by_ipv4(81)); },
              ThrowsMessage<Error>(HasSubstr("IPv6 routes can not use an IPv4 nexthop")));
  EXPECT_THAT(ping(), Reached());
}

}  // namespace
}  // namespace netrig
