#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/probe/verdict.hpp"
#include "print_case.hpp"

namespace netrig {
namespace {

using ::testing::PrintToString;
using ::testing::Values;

using VerdictCase = PrintCase<Verdict>;
class VerdictPrint : public ::testing::TestWithParam<VerdictCase> {};

TEST_P(VerdictPrint, IsAWord) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Verdicts, VerdictPrint,
                         Values(VerdictCase{{"Reached"}, Verdict::reached, "reached"},
                                VerdictCase{{"Unexpected"}, Verdict::unexpected, "unexpected"},
                                VerdictCase{{"Refused"}, Verdict::refused, "refused"},
                                VerdictCase{{"Rejected"}, Verdict::rejected, "rejected"},
                                VerdictCase{{"NoRoute"}, Verdict::no_route, "no route"},
                                VerdictCase{{"NoAddress"}, Verdict::no_address, "no address"},
                                VerdictCase{{"Unresolved"}, Verdict::unresolved, "unresolved"},
                                VerdictCase{{"Denied"}, Verdict::denied, "denied"},
                                VerdictCase{{"Silent"}, Verdict::silent, "silent"}),
                         case_name);

using IcmpCase = PrintCase<IcmpError>;
class IcmpErrorPrint : public ::testing::TestWithParam<IcmpCase> {};

TEST_P(IcmpErrorPrint, NamesTheMessageAndItsSender) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

const IpAddress v4 = "10.0.1.1", v6 = "2001:db8::1";

INSTANTIATE_TEST_SUITE_P(
    Icmp, IcmpErrorPrint,
    Values(IcmpCase{{"NetworkUnreachable"},
                    {v4, 3, 0},
                    "ICMP network unreachable (type 3, code 0) from 10.0.1.1"},
           IcmpCase{{"HostUnreachable"},
                    {v4, 3, 1},
                    "ICMP host unreachable (type 3, code 1) from 10.0.1.1"},
           IcmpCase{{"PortUnreachable"},
                    {v4, 3, 3},
                    "ICMP port unreachable (type 3, code 3) from 10.0.1.1"},
           IcmpCase{{"FragmentationNeeded"},
                    {v4, 3, 4, 1300},
                    "ICMP fragmentation needed (type 3, code 4, mtu 1300) from 10.0.1.1"},
           IcmpCase{{"Prohibited"},
                    {v4, 3, 13},
                    "ICMP administratively prohibited (type 3, code 13) from 10.0.1.1"},
           IcmpCase{{"UnknownCode"},
                    {v4, 3, 99},
                    "ICMP destination unreachable (type 3, code 99) from 10.0.1.1"},
           IcmpCase{{"TimeExceeded"},
                    {v4, 11, 0},
                    "ICMP time to live exceeded (type 11, code 0) from 10.0.1.1"},
           IcmpCase{{"UnknownType"}, {v4, 77, 0}, "ICMP message (type 77, code 0) from 10.0.1.1"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Icmpv6, IcmpErrorPrint,
    Values(IcmpCase{{"NoRoute"},
                    {v6, 1, 0},
                    "ICMPv6 no route to destination (type 1, code 0) from 2001:db8::1"},
           IcmpCase{{"Prohibited"},
                    {v6, 1, 1},
                    "ICMPv6 administratively prohibited (type 1, code 1) from 2001:db8::1"},
           IcmpCase{{"AddressUnreachable"},
                    {v6, 1, 3},
                    "ICMPv6 address unreachable (type 1, code 3) from 2001:db8::1"},
           IcmpCase{{"PacketTooBig"},
                    {v6, 2, 0, 1300},
                    "ICMPv6 packet too big (type 2, code 0, mtu 1300) from 2001:db8::1"},
           IcmpCase{{"HopLimit"},
                    {v6, 3, 0},
                    "ICMPv6 hop limit exceeded (type 3, code 0) from 2001:db8::1"}),
    case_name);

}  // namespace
}  // namespace netrig
