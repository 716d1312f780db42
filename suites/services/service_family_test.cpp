// A service is called where it listens: in its own family, in its own network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/core/error.hpp"
#include "netrig/gtest.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Property;
using ::testing::ThrowsMessage;

auto OverFamily(Family family) {
  return AllOf(
      Reached(),
      Field(&Outcome::source,
            ::testing::Optional(Field(&Endpoint::address,
                                      Property(&IpAddress::is_v4, Eq(family == Family::ipv4))))));
}

class ServiceFamily : public TwoHosts {};

TEST_F(ServiceFamily, IsIpv6OfAServiceOnTheIpv6Wildcard) {
  const auto web = server().serve(tcp(80), {.address = "::"});
  const auto dns = server().serve(udp(53), {.address = "::"});

  EXPECT_THAT(client().connect(web), OverFamily(Family::ipv6));
  EXPECT_THAT(client().exchange(dns), OverFamily(Family::ipv6));
}

TEST_F(ServiceFamily, IsIpv4OfAServiceOnTheIpv4Wildcard) {
  const auto web = server().serve(tcp(80), {.address = "0.0.0.0"});

  EXPECT_THAT(client().connect(web), OverFamily(Family::ipv4));
}

TEST_F(ServiceFamily, IsTheOneAskedForOfAServiceOfBoth) {
  const auto web = server().serve(tcp(80));

  EXPECT_THAT(client().connect(web, Family::ipv4), OverFamily(Family::ipv4));
  EXPECT_THAT(client().connect(web, Family::ipv6), OverFamily(Family::ipv6));
}

TEST_F(ServiceFamily, ThatTheServiceHasNotIsRefused) {
  const auto v4 = server().serve(tcp(80), {.address = "192.0.2.2"});
  const auto v6 = server().serve(udp(53), {.address = "::"});

  EXPECT_THAT([&] { client().connect(v4, Family::ipv6); },
              ThrowsMessage<DescriptionError>("cannot call 192.0.2.2:80/tcp in 'server' over IPv6: "
                                              "it listens on IPv4 only"));
  EXPECT_THAT([&] { client().exchange(v6, Family::ipv4); },
              ThrowsMessage<DescriptionError>(
                  "cannot call [::]:53/udp in 'server' over IPv4: it listens on IPv6 only"));
}

TEST_F(ServiceFamily, IsNoneOfAServiceOfAnotherNetwork) {
  const Network other(topology);
  const auto web = other[server_id].serve(tcp(80));

  EXPECT_THAT(
      [&] { client().connect(web); },
      ThrowsMessage<DescriptionError>("cannot call [::]:80/tcp in 'server': it is a service "
                                      "of another network"));
}

TEST_F(ServiceFamily, IsNoneOfAServiceWhoseNetworkHasEnded) {
  std::optional<Network> other(std::in_place, topology);
  const auto web = (*other)[server_id].serve(tcp(80));
  other.reset();

  EXPECT_THROW(client().connect(web), DescriptionError);
}

}  // namespace
}  // namespace netrig
