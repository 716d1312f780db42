// Plan::address_of: by which address one node names another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "line.hpp"
#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"

namespace netrig {
namespace {

using ::testing::ThrowsMessage;

class AddressOf : public Line {};

TEST_F(AddressOf, ANeighbourIsInTheSharedSubnet) {
  const auto planned = plan(topology);

  EXPECT_EQ(planned.address_of(router, client), "10.0.1.1");
  EXPECT_EQ(planned.address_of(router, server), "10.0.2.1");
  EXPECT_EQ(planned.address_of(router, server, Family::ipv6), "2001:db8:2::1");
}

TEST_F(AddressOf, AnIdOfAnotherTopologyIsRefused) {
  const auto planned = plan(topology);

  EXPECT_THAT([&] { planned.address_of(NodeId{17}, client); },
              ThrowsMessage<DescriptionError>("no node with id 17: the plan has 3"));
  EXPECT_THAT([&] { planned.address_of(client, NodeId{17}); },
              ThrowsMessage<DescriptionError>("no node with id 17: the plan has 3"));
}

TEST_F(AddressOf, ARemoteNodeIsItsFirst) {
  const auto planned = plan(topology);

  EXPECT_EQ(planned.address_of(server, client), "10.0.2.2");
  EXPECT_EQ(planned.address_of(server, client, Family::ipv4), "10.0.2.2");
  EXPECT_EQ(planned.address_of(server, client, Family::ipv6), "2001:db8:2::2");
  EXPECT_EQ(planned.address_of(router, router), "10.0.1.1");
}

TEST_F(AddressOf, ANodeWithoutTheFamilyIsRefused) {
  const auto modern = topology.add_host("modern");
  topology.connect({modern, {"2001:db8:3::2/64"}}, client);
  topology.add_host("lonely");

  const auto planned = plan(topology);

  EXPECT_THAT([&] { return planned.address_of(modern, client, Family::ipv4); },
              ThrowsMessage<DescriptionError>("'modern' has no IPv4 address"));
  EXPECT_THAT([&] { return planned.address_of(topology.find("lonely"), client); },
              ThrowsMessage<DescriptionError>("'lonely' has no address"));
  EXPECT_THAT([&] { return planned.address_of(topology.find("lonely"), client, Family::ipv6); },
              ThrowsMessage<DescriptionError>("'lonely' has no IPv6 address"));
}

TEST_F(AddressOf, AnIpv6OnlyNodesPeerIsIpv6) {
  const auto modern = topology.add_host("modern");
  topology.connect({modern, {"2001:db8:3::2/64"}}, {router, {"2001:db8:3::1/64"}});

  const auto planned = plan(topology);

  EXPECT_EQ(planned.address_of(server, modern), "2001:db8:2::2");
  EXPECT_EQ(planned.address_of(modern, server), "2001:db8:3::2");
}

TEST_F(AddressOf, ASharedSubnetGoesBeforeIpv4) {
  const auto modern = topology.add_host("modern");
  topology.connect({modern, {"2001:db8:3::2/64"}}, {router, {"2001:db8:3::1/64"}});
  topology.connect({modern, {"10.0.3.2/24"}}, topology.add_host("old"));

  const auto planned = plan(topology);

  EXPECT_EQ(planned.address_of(modern, router), "2001:db8:3::2");
}

TEST_F(AddressOf, ALinkLocalOneIsTheLastResort) {
  const auto modern = topology.add_host("modern");
  topology.connect({modern, {"fe80::2/64", "2001:db8:3::2/64"}}, {router, {"fe80::1/64"}});
  const auto local = topology.add_host("local");
  topology.connect({local, {"fe80::2/64"}}, client);

  const auto planned = plan(topology);

  EXPECT_EQ(planned.address_of(modern, router), "2001:db8:3::2");
  EXPECT_EQ(planned.address_of(local, client), "fe80::2");
}

// laptop ── home ── cafe ── phone; both routers hide a 192.168.1.0/24
TEST(AddressOfANatRouter, IsNotThatOfAnotherSegmentOfTheSameSubnet) {
  Topology topology;
  const auto laptop = topology.add_host("laptop"), phone = topology.add_host("phone");
  const NodeOptions hides{.routing = Routing::given};
  const auto home = topology.add_router("home", hides), cafe = topology.add_router("cafe", hides);
  topology.connect(laptop, home, "192.168.1.0/24");
  topology.connect(phone, cafe, "192.168.1.0/24");
  topology.connect(home, cafe, "203.0.113.0/24");

  const auto planned = plan(topology);

  EXPECT_EQ(planned.address_of(cafe, phone), "192.168.1.1");
  EXPECT_EQ(planned.address_of(cafe, home), "203.0.113.2");
  EXPECT_EQ(planned.address_of(cafe, laptop), "203.0.113.2");
}

}  // namespace
}  // namespace netrig
