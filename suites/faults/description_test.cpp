// Faults as values, and those that make no sense: refused before anything is touched.
#include <functional>
#include <limits>
#include <vector>

#include "case.hpp"
#include "firewalled.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Values;

constexpr auto tcp_packets = IpProtocol::tcp, udp_packets = IpProtocol::udp;

std::vector<unsigned> included_in(const Hits& hits) {
  std::vector<unsigned> numbers;
  for (unsigned number = 0; number <= 12; ++number)
    if (hits.include(number)) numbers.push_back(number);
  return numbers;
}

TEST(HitsOfAFault, CountFromOne) {
  EXPECT_THAT(included_in(Hits::nth(2)), ElementsAre(2));
  EXPECT_THAT(included_in(Hits::every(5)), ElementsAre(5, 10));
  EXPECT_THAT(included_in(Hits::first(2)), ElementsAre(1, 2));
  EXPECT_EQ(included_in(Hits::all()).size(), 12U);
}

// Fixed for good: a seed that somebody has written down means the same in every version.
TEST(HitsOfAFault, AreKnownOfASeed) {
  EXPECT_THAT(included_in(Hits::random(0.3, 42)), ElementsAre(2, 4, 6, 12));
}

TEST(HitsOfAFault, AreAboutAsManyAsTheProbabilitySays) {
  const auto hits = Hits::random(0.1, 7);
  unsigned count = 0;
  for (unsigned number = 1; number <= 10'000; ++number) count += hits.include(number) ? 1U : 0U;

  EXPECT_NEAR(count, 1'000, 100);
}

struct Written : Case {
  Fault fault;
  const char* text;
};
class DescribedFault : public ::testing::TestWithParam<Written> {};
INSTANTIATE_TEST_SUITE_P(
    Faults, DescribedFault,
    Values(Written{{"All"}, {}, "drop all of: packets, ingress of all interfaces"},
           Written{{"Syn"},
                   {.protocol = tcp_packets,
                    .destination = "10.0.2.2/32",
                    .destination_port = 80,
                    .tcp_flags = TcpFlags::syn(),
                    .interface = "eth0",
                    .hits = Hits::nth(1)},
                   "drop number 1 of: tcp to 10.0.2.2/32 port 80, flags syn / syn,ack, ingress of "
                   "eth0"},
           Written{{"Mark"},
                   {.family = Family::ipv6,
                    .protocol = udp_packets,
                    .source_port = 53,
                    .direction = Direction::egress,
                    .hits = Hits::every(3),
                    .set_mark = 7},
                   "mark with 0x7 one in 3 of: IPv6 udp from port 53, egress of all interfaces"},
           Written{{"Random"},
                   {.protocol = IpProtocol::icmp, .icmp_type = 8, .hits = Hits::random(0.1, 42)},
                   "drop each with probability 0.1, seed 42 of: icmp type 8, ingress of all "
                   "interfaces"}),
    case_name);

TEST_P(DescribedFault, PrintsItself) {
  EXPECT_EQ(to_string(GetParam().fault), GetParam().text);
}

std::string complaint_about(const std::function<void()>& attempt) {
  try {
    attempt();
  } catch (const DescriptionError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(HitsOfAFault, AreRefusedWhereThereAreNone) {
  EXPECT_EQ(complaint_about([] { Hits::nth(0); }),
            "a fault cannot hit packet number 0: positions are counted from 1");
  EXPECT_EQ(complaint_about([] { Hits::every(0); }),
            "a fault cannot hit every 0th packet: positions are counted from 1");
  EXPECT_EQ(complaint_about([] { Hits::first(0); }),
            "a fault cannot hit the first 0 packets: positions are counted from 1");
}

TEST(HitsOfAFault, AreRefusedWhereTheirProbabilityIsNone) {
  for (const double wrong : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_THAT(complaint_about([&] { Hits::random(wrong, 1); }), HasSubstr("it is 0 to 1"));
}

struct Wrong : Case {
  Fault fault;
  const char* reason;
};
class WrongFault : public Firewalled, public ::testing::WithParamInterface<Wrong> {};
INSTANTIATE_TEST_SUITE_P(
    Faults, WrongFault,
    Values(Wrong{{"TwoFamilies"},
                 {.source = "10.0.0.0/8", .destination = "2001:db8::/32"},
                 "its destination 2001:db8::/32 is IPv6, and the rest of it IPv4"},
           Wrong{{"AddressOfTheOtherFamily"},
                 {.family = Family::ipv6, .source = "10.0.0.0/8"},
                 "its source 10.0.0.0/8 is IPv4, and the rest of it IPv6"},
           Wrong{{"ProtocolOfTheOtherFamily"},
                 {.protocol = IpProtocol::icmpv6, .source = "10.0.0.0/8"},
                 "its protocol ipv6-icmp is IPv6, and the rest of it IPv4"},
           Wrong{{"PortsOfNothing"},
                 {.destination_port = 80},
                 "it has ports and needs the protocol tcp or udp"},
           Wrong{{"PortsOfIcmp"},
                 {.protocol = IpProtocol::icmp, .source_port = 80},
                 "it has ports and needs the protocol tcp or udp"},
           Wrong{{"FlagsOfUdp"},
                 {.protocol = udp_packets, .tcp_flags = TcpFlags::syn()},
                 "it has TCP flags and needs the protocol tcp"},
           Wrong{{"ImpossibleFlags"},
                 {.protocol = tcp_packets, .tcp_flags = TcpFlags{.mask = 1, .value = 2}},
                 "no packet has the flags syn / fin: what is set must be in the mask"},
           Wrong{{"IcmpTypeOfTcp"},
                 {.protocol = tcp_packets, .icmp_type = 8},
                 "it has an ICMP type and needs the protocol icmp or icmpv6"},
           Wrong{{"UnknownInterface"}, {.interface = "eth9"}, "no interface 'eth9' in 'firewall'"}),
    case_name);

TEST_P(WrongFault, IsRefusedWithAReason) {
  EXPECT_THAT(complaint_about([&] { (void)node(firewall).inject(GetParam().fault); }),
              HasSubstr(GetParam().reason));
}

class Backend : public Firewalled {
 protected:
  /// What UnsupportedError says.
  std::string lack_of(const Fault& fault) {
    try {
      (void)node(server).inject(fault);
    } catch (const UnsupportedError& error) {
      return error.what();
    }
    return {};
  }
};

TEST_F(Backend, IsEbpfWhereItIsAllowedAndElseNftables) {
  const auto fault = node(server).inject({.protocol = tcp_packets});

  const bool has_ebpf = missing(FaultBackend::ebpf).empty();
  EXPECT_EQ(fault.fault().backend, has_ebpf ? FaultBackend::ebpf : FaultBackend::nftables);
}

TEST_F(Backend, IsMissingByName) {
  EXPECT_EQ(lack_of({.protocol = tcp_packets, .backend = FaultBackend::ebpf}),
            missing(FaultBackend::ebpf));
}

TEST_F(Backend, OfNftablesCountsNoFurtherThanItCan) {
  const Fault late{
      .protocol = tcp_packets, .hits = Hits::nth(5'000'000'000), .backend = FaultBackend::nftables};

  EXPECT_THAT(lack_of(late),
              HasSubstr("nftables counts packets up to 4294967295, so 'drop number "
                        "5000000000 of: tcp, ingress of all interfaces' needs eBPF"));
}

}  // namespace
}  // namespace netrig
