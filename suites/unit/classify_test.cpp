// What errors mean: also those of a firewall, which no network without one produces.
#include "probe/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

auto Means(Verdict verdict, const std::string& explanation) {
  return AllOf(Field("verdict", &Finding::verdict, verdict),
               Field("explanation", &Finding::explanation, Eq(explanation)));
}

const IpAddress client = "10.0.1.2", router = "10.0.1.1", server = "10.0.2.2";
const IpAddress server_v6 = "fd00:2::2", router_v6 = "fd00:1::1";
const Asked echo{ProbeKind::echo, "client", server};
const Asked over_tcp{ProbeKind::tcp, "client", server};
const Asked over_udp{ProbeKind::udp, "client", server};
const Asked over_udp_v6{ProbeKind::udp, "client", server_v6};

constexpr bool from_self = true, from_another = false;

TEST(ClassifyLocal, EpermIsAFirewallOfTheNodeItself) {
  EXPECT_THAT(classify_local(over_udp, EPERM),
              Means(Verdict::denied, "a firewall rule for what leaves client drops it"));
}

TEST(ClassifyLocal, NoSourceAddressIsNoRoute) {
  EXPECT_THAT(
      classify_local(over_tcp, EADDRNOTAVAIL),
      Means(Verdict::no_route, "client has no address, or no free port, to send to 10.0.2.2 from"));
}

TEST(ClassifyLocal, FullBuffersAreAnErrorWithARemedy) {
  EXPECT_THAT([] { classify_local(echo, ENOBUFS); },
              Throws<Error>(AllOf(Property(&Error::code, Eq(std::errc::no_buffer_space)),
                                  Property(&Error::remedy, HasSubstr("gc_thresh3")))));
}

TEST(ClassifyLocal, WhatNobodyForesawIsAnError) {
  EXPECT_THAT([] { classify_local(echo, ENOSYS); },
              Throws<Error>(Property(&Error::attempt, "cannot probe 10.0.2.2 in 'client'")));
}

TEST(ClassifyIcmp, PortUnreachableOfTheTargetRefusesUdpOnly) {
  EXPECT_THAT(classify_icmp(over_udp, {server, 3, 3}, from_another), Means(Verdict::refused, ""));
  EXPECT_THAT(classify_icmp(over_udp_v6, {server_v6, 1, 4}, from_another),
              Means(Verdict::refused, ""));
  EXPECT_THAT(
      classify_icmp(over_tcp, {server, 3, 3}, from_another),
      Means(Verdict::rejected, "a closed TCP port answers with a RST, so a firewall said this"));
  EXPECT_THAT(classify_icmp(echo, {server, 3, 3}, from_another), Means(Verdict::rejected, ""));
}

TEST(ClassifyIcmp, PortUnreachableOfAnotherRejects) {
  EXPECT_THAT(classify_icmp(over_udp, {router, 3, 3}, from_another), Means(Verdict::rejected, ""));
  EXPECT_THAT(classify_icmp(over_udp_v6, {router_v6, 1, 4}, from_another),
              Means(Verdict::rejected, ""));
}

TEST(ClassifyIcmp, AnUnknownNetworkIsNoRoute) {
  EXPECT_THAT(classify_icmp(echo, {router, 3, 6}, from_another),
              Means(Verdict::no_route, "no route to 10.0.2.2 at 10.0.1.1"));
}

TEST(ClassifyIcmp, TheNodesOwnFirewallDenies) {
  constexpr auto rejects = "client itself rejects this packet, like a firewall rule";
  EXPECT_THAT(classify_icmp(over_tcp, {client, 3, 3}, from_self), Means(Verdict::denied, rejects));
  EXPECT_THAT(classify_icmp(over_tcp, {client, 3, 13}, from_self), Means(Verdict::denied, rejects));
  EXPECT_THAT(classify_icmp(over_tcp, {client, 3, 0}, from_self), Means(Verdict::denied, rejects));
}

TEST(ClassifyIcmp, ProhibitionsReject) {
  constexpr auto forbids = "a firewall rule or a 'prohibit' route at 10.0.1.1 forbids it";
  for (const auto code : {std::uint8_t{9}, std::uint8_t{10}, std::uint8_t{13}})
    EXPECT_THAT(classify_icmp(over_tcp, {router, 3, code}, from_another),
                Means(Verdict::rejected, forbids));
  for (const auto code : {std::uint8_t{1}, std::uint8_t{5}, std::uint8_t{6}})
    EXPECT_THAT(
        classify_icmp(over_udp_v6, {router_v6, 1, code}, from_another),
        Means(Verdict::rejected, "a firewall rule or a 'prohibit' route at fd00:1::1 forbids it"));
}

TEST(ClassifyIcmp, WhateverElseRejects) {
  EXPECT_THAT(classify_icmp(over_udp, {router, 12, 0}, from_another), Means(Verdict::rejected, ""));
  EXPECT_THAT(classify_icmp(over_udp, {router, 11, 1}, from_another), Means(Verdict::rejected, ""));
  EXPECT_THAT(classify_icmp(over_udp_v6, {router_v6, 1, 2}, from_another),
              Means(Verdict::rejected, ""));
}

}  // namespace
}  // namespace netrig
