// Every way of nftables to refuse a packet, and what the one who sent it hears.
#include <fmt/format.h>

#include "firewall/traffic.hpp"
#include "netrig/fixtures/routed_network.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Values;

Configuration refusing(const std::string& hook, const std::string& rule) {
  return nftables_text(fmt::format(R"(
    table inet perimeter {{
      chain refuse {{
        type filter hook {} priority filter; policy accept;
        {} comment "refused"
      }}
    }})",
                                   hook, rule));
}

/// What comes back.
struct Answer {
  Family family;
  std::uint8_t type, code;
};

constexpr Answer icmp(std::uint8_t code) {
  return {Family::ipv4, 3, code};
}
constexpr Answer icmpv6(std::uint8_t code) {
  return {Family::ipv6, 1, code};
}

struct RejectCase : Case {
  const char* reject;
  Answer answer;
};

class Reject : public RoutedNetwork,
               public ::testing::WithParamInterface<std::tuple<RejectCase, TrafficCase>> {
 protected:
  const RejectCase row = std::get<RejectCase>(GetParam());
  const TrafficCase traffic = std::get<TrafficCase>(GetParam());
  Reject() {
    topology.configure(west,
                       refusing("forward", fmt::format("iifname \"lan0\" counter {}", row.reject)));
  }
};
// Codes: RFC 792 and RFC 1812 section 5.2.7.1; RFC 4443 section 3.1.
INSTANTIATE_TEST_SUITE_P(
    Codes, Reject,
    Combine(
        Values(
            RejectCase{{"NetUnreachable"}, "reject with icmp net-unreachable", icmp(0)},
            RejectCase{{"HostUnreachable"}, "reject with icmp host-unreachable", icmp(1)},
            RejectCase{{"ProtocolUnreachable"}, "reject with icmp prot-unreachable", icmp(2)},
            RejectCase{{"PortUnreachable"}, "reject with icmp port-unreachable", icmp(3)},
            RejectCase{{"NetProhibited"}, "reject with icmp net-prohibited", icmp(9)},
            RejectCase{{"HostProhibited"}, "reject with icmp host-prohibited", icmp(10)},
            RejectCase{{"AdminProhibited"}, "reject with icmp admin-prohibited", icmp(13)},
            RejectCase{{"NoRouteIpv6"}, "reject with icmpv6 no-route", icmpv6(0)},
            RejectCase{{"AdminProhibitedIpv6"}, "reject with icmpv6 admin-prohibited", icmpv6(1)},
            RejectCase{
                {"AddressUnreachableIpv6"}, "reject with icmpv6 addr-unreachable", icmpv6(3)},
            RejectCase{{"PortUnreachableIpv6"}, "reject with icmpv6 port-unreachable", icmpv6(4)},
            RejectCase{{"PolicyFailIpv6"}, "reject with icmpv6 policy-fail", icmpv6(5)},
            RejectCase{{"RejectRouteIpv6"}, "reject with icmpv6 reject-route", icmpv6(6)}),
        every_kind_of_traffic),
    [](const auto& test) {
      return std::string(std::get<RejectCase>(test.param).name) + "Of" +
             std::get<TrafficCase>(test.param).name;
    });
// One rule for both families: icmpx, and `reject` alone, which is its port-unreachable.
INSTANTIATE_TEST_SUITE_P(
    OfEitherFamily, Reject,
    Combine(
        Values(RejectCase{{"NoRoute"}, "reject with icmpx no-route", icmp(0)},
               RejectCase{{"NoRouteIpv6"}, "reject with icmpx no-route", icmpv6(0)},
               RejectCase{{"PortUnreachable"}, "reject with icmpx port-unreachable", icmp(3)},
               RejectCase{{"PortUnreachableIpv6"}, "reject with icmpx port-unreachable", icmpv6(4)},
               RejectCase{{"HostUnreachable"}, "reject with icmpx host-unreachable", icmp(1)},
               RejectCase{{"HostUnreachableIpv6"}, "reject with icmpx host-unreachable", icmpv6(3)},
               RejectCase{{"AdminProhibited"}, "reject with icmpx admin-prohibited", icmp(13)},
               RejectCase{{"AdminProhibitedIpv6"}, "reject with icmpx admin-prohibited", icmpv6(1)},
               RejectCase{{"Alone"}, "reject", icmp(3)},
               RejectCase{{"AloneIpv6"}, "reject", icmpv6(4)}),
        every_kind_of_traffic),
    [](const auto& test) {
      return std::string(std::get<RejectCase>(test.param).name) + "Of" +
             std::get<TrafficCase>(test.param).name;
    });

TEST_P(Reject, NamesTheFirewallAndItsReason) {
  const auto target = node(client).address_of(server, row.answer.family);

  const auto outcome = node(client).ask(traffic.to(target));

  EXPECT_THAT(outcome, AllOf(RejectedBy(node(west)), RejectedAt(west)));
  EXPECT_THAT(outcome.icmp_error, Optional(AllOf(Field(&IcmpError::type, row.answer.type),
                                                 Field(&IcmpError::code, row.answer.code))));
  EXPECT_THAT(counted(node(west), "refused"), HasCounted(1));
}

class RejectInBothFamilies : public RoutedNetwork, public OfEachFamily {
 protected:
  IpAddress outside() { return node(client).address_of(server, GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Families, RejectInBothFamilies, both_families, family_name);

// The RST has the server's address and tells the client nothing of the firewall.
TEST_P(RejectInBothFamilies, WithTcpResetIsNoClosedPort) {
  const auto site = node(server).serve(tcp(80));
  node(west).configure(
      refusing("forward", "iifname \"lan0\" tcp dport 80 counter reject with tcp reset"));

  const auto outcome = node(client).ask(tcp_to(outside(), 80));

  EXPECT_THAT(outcome, RejectedAt(west));
  EXPECT_EQ(outcome.icmp_error, std::nullopt);
  EXPECT_THAT(site.callers(), IsEmpty());
  EXPECT_THAT(counted(node(west), "refused"), HasCounted(1));
}

TEST_P(RejectInBothFamilies, WithTcpResetIsForTcpOnly) {
  const auto echo = node(server).serve(udp(80));
  node(west).configure(refusing("forward", "iifname \"lan0\" counter reject with tcp reset"));

  EXPECT_THAT(node(client).ask(udp_to(outside(), 80)), Reached());
  EXPECT_THAT(node(client).ask(tcp_to(outside(), 80)), RejectedAt(west));

  EXPECT_THAT(counted(node(west), "refused"), HasCounted(1));
}

TEST_P(RejectInBothFamilies, IsHeardWhereADropIsSilent) {
  node(west).configure(refusing("forward", "tcp dport 80 counter drop"));
  EXPECT_THAT(node(client).ask(tcp_to(outside(), 80)), Dropped());
  EXPECT_THAT(counted(node(west), "refused"), HasCounted(1));

  node(west).configure(nftables_text("flush ruleset"));
  node(west).configure(refusing("forward", "tcp dport 80 counter reject"));

  EXPECT_THAT(node(client).ask(tcp_to(outside(), 80)), RejectedBy(node(west)));
  EXPECT_THAT(counted(node(west), "refused"), HasCounted(1));
}

// A datagram's sender cannot tell the target's own firewall from a closed port.
TEST_P(RejectInBothFamilies, ByTheTargetItselfRejectsADatagram) {
  const auto echo = node(server).serve(udp(80));
  node(server).configure(refusing("input", "udp dport 80 counter reject"));

  EXPECT_THAT(node(client).ask(udp_to(outside(), 80)), RejectedAt(server));

  EXPECT_THAT(echo.callers(), IsEmpty());
  EXPECT_THAT(counted(node(server), "refused"), HasCounted(1));
}

TEST_P(RejectInBothFamilies, ByTheTargetItselfRejectsAConnection) {
  const auto site = node(server).serve(tcp(80));
  node(server).configure(refusing("input", "tcp dport 80 counter reject"));

  EXPECT_THAT(node(client).ask(tcp_to(outside(), 80)), RejectedBy(node(server)));

  EXPECT_THAT(site.callers(), IsEmpty());
}

TEST_P(RejectInBothFamilies, WorksBeforeRoutingAsWell) {
  node(west).configure(refusing("prerouting", "iifname \"lan0\" tcp dport 80 counter reject"));

  EXPECT_THAT(node(client).ask(tcp_to(outside(), 80)), RejectedBy(node(west)));

  EXPECT_THAT(counted(node(west), "refused"), HasCounted(1));
}

}  // namespace
}  // namespace netrig
