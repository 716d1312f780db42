// What the kernel's reasons mean for a probe.
#include "evidence/drop_reasons.hpp"

#include <gmock/gmock.h>

#include <string>

#include "case.hpp"

namespace netrig {
namespace {

enum class Weight { none, possible, certain };

struct ReasonCase : Case {
  std::string reason;
  IpProtocol protocol;
  Weight weight;
};

Weight weight_of(const KernelDrop& drop) {
  const auto meaning = meaning_of(drop);
  if (!meaning) return Weight::none;
  return meaning->doubt.empty() ? Weight::certain : Weight::possible;
}

class Reason : public ::testing::TestWithParam<ReasonCase> {};
INSTANTIATE_TEST_SUITE_P(
    Reasons, Reason,
    ::testing::Values(
        ReasonCase{{"ACopyForAnother"}, "OTHERHOST", IpProtocol::tcp, Weight::none},
        ReasonCase{{"ACopyWithNowhereToGo"}, "NO_TX_TARGET", IpProtocol::udp, Weight::none},
        ReasonCase{{"AClosedPort"}, "NO_SOCKET", IpProtocol::tcp, Weight::none},
        ReasonCase{{"AnEchoReplyBesideARawSocket"}, "NO_SOCKET", IpProtocol::icmp, Weight::none},
        ReasonCase{{"NotSpecified"}, "NOT_SPECIFIED", IpProtocol::udp, Weight::none},
        ReasonCase{{"ClosedWithUnreadData"}, "SOCKET_CLOSE", IpProtocol::tcp, Weight::none},
        ReasonCase{{"ASegmentThatCameTwice"}, "TCP_OLD_DATA", IpProtocol::tcp, Weight::none},
        ReasonCase{{"ARst"}, "TCP_RESET", IpProtocol::tcp, Weight::none},
        ReasonCase{{"ACopyForARawSocket"}, "SOCKET_FILTER", IpProtocol::icmpv6, Weight::none},
        ReasonCase{{"ASocketsFilter"}, "SOCKET_FILTER", IpProtocol::udp, Weight::possible},
        ReasonCase{{"AFullListener"}, "TCP_LISTEN_OVERFLOW", IpProtocol::tcp, Weight::possible},
        ReasonCase{{"AFirewall"}, "NETFILTER_DROP", IpProtocol::tcp, Weight::possible},
        ReasonCase{{"AQueue"}, "QDISC_OVERLIMIT", IpProtocol::tcp, Weight::possible},
        ReasonCase{
            {"WhatAnIcmpErrorMayFollow"}, "IP_INNOROUTES", IpProtocol::tcp, Weight::possible},
        ReasonCase{{"WhatIsYetToBeInvented"}, "GREMLINS", IpProtocol::tcp, Weight::possible},
        ReasonCase{{"ReversePath"}, "IP_RPFILTER", IpProtocol::tcp, Weight::certain},
        ReasonCase{{"Ipv6IsOff"}, "IPV6DISABLED", IpProtocol::icmpv6, Weight::certain}),
    case_name);

TEST_P(Reason, WeighsAsItShould) {
  EXPECT_EQ(weight_of({.reason = GetParam().reason, .packet = {.protocol = GetParam().protocol}}),
            GetParam().weight);
}

}  // namespace
}  // namespace netrig
