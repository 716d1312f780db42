#include "netrig/netlink/conntrack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "print_case.hpp"

namespace netrig {
namespace {

constexpr ConntrackTcpState no_such_state{200};
constexpr auto bits(ConntrackStatus a, ConntrackStatus b) {
  return static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b);
}

using TextCase = PrintCase<ConntrackEntry>;
class ConntrackText : public ::testing::TestWithParam<TextCase> {};

TEST_P(ConntrackText, IsThatOfTheConntrackProgram) {
  EXPECT_EQ(to_string(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ConntrackText,
    ::testing::Values(
        TextCase{{"Tcp"},
                 {.original = {"10.0.0.2", "192.0.2.80", 6, 41834, 80},
                  .reply = {"192.0.2.80", "203.0.113.1", 6, 80, 1024},
                  .status = bits(ConntrackStatus::seen_reply, ConntrackStatus::assured),
                  .tcp_state = ConntrackTcpState::established,
                  .zone = 2,
                  .mark = 7,
                  .timeout = std::chrono::seconds(431999)},
                 "tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=192.0.2.80 sport=41834 dport=80 "
                 "src=192.0.2.80 dst=203.0.113.1 sport=80 dport=1024 [ASSURED] mark=7 zone=2"},
        TextCase{{"UdpWithoutAReply"},
                 {.original = {"2001:db8::1", "2001:db8::2", 17, 53, 54, {}, 3},
                  .reply = {"2001:db8::2", "2001:db8::1", 17, 54, 53, {}, 4},
                  .timeout = std::chrono::seconds(30),
                  .original_counters = ConntrackEntry::Counters{1, 60},
                  .reply_counters = ConntrackEntry::Counters{}},
                 "udp      17 30 src=2001:db8::1 dst=2001:db8::2 sport=53 dport=54 zone-orig=3 "
                 "packets=1 bytes=60 [UNREPLIED] src=2001:db8::2 dst=2001:db8::1 sport=54 dport=53 "
                 "zone-reply=4 packets=0 bytes=0"},
        TextCase{{"Icmp"},
                 {.original = {.source = "10.0.0.2",
                               .destination = "10.0.0.1",
                               .protocol = 1,
                               .icmp = ConntrackTuple::Icmp{8, 0, 77}},
                  .reply = {.source = "10.0.0.1",
                            .destination = "10.0.0.2",
                            .protocol = 1,
                            .icmp = ConntrackTuple::Icmp{0, 0, 77}},
                  .status = static_cast<std::uint32_t>(ConntrackStatus::seen_reply)},
                 "icmp     1 0 src=10.0.0.2 dst=10.0.0.1 type=8 code=0 id=77 src=10.0.0.1 "
                 "dst=10.0.0.2 type=0 code=0 id=77"},
        TextCase{{"Gre"},
                 {.original = {"10.0.0.2", "10.0.0.1", 47, 16, 0},
                  .reply = {"10.0.0.1", "10.0.0.2", 47}},
                 "gre      47 0 src=10.0.0.2 dst=10.0.0.1 srckey=0x10 dstkey=0x0 [UNREPLIED] "
                 "src=10.0.0.1 dst=10.0.0.2 srckey=0x0 dstkey=0x0"},
        TextCase{{"Offloaded"},
                 {.original = {"10.0.0.2", "10.0.0.1", 6, 1, 2},
                  .reply = {"10.0.0.1", "10.0.0.2", 6, 2, 1},
                  .status = bits(ConntrackStatus::seen_reply, ConntrackStatus::offloaded),
                  .tcp_state = ConntrackTcpState::established},
                 "tcp      6 src=10.0.0.2 dst=10.0.0.1 sport=1 dport=2 src=10.0.0.1 dst=10.0.0.2 "
                 "sport=2 dport=1 [OFFLOAD]"},
        TextCase{{"UnknownProtocolAndState"},
                 {.original = {"10.0.0.2", "10.0.0.1", 253},
                  .reply = {"10.0.0.1", "10.0.0.2", 253},
                  .tcp_state = no_such_state},
                 "unknown  253 0 STATE_200 src=10.0.0.2 dst=10.0.0.1 [UNREPLIED] src=10.0.0.1 "
                 "dst=10.0.0.2"}),
    case_name);

TEST(ConntrackEntry, SaysWhatLeavesTheNode) {
  const ConntrackEntry entry{
      .original = {"10.0.0.2", "203.0.113.1", 6, 41834, 8080},
      .reply = {"10.0.0.80", "10.0.0.1", 6, 80, 1024},
      .status = bits(ConntrackStatus::source_translated, ConntrackStatus::destination_translated)};

  EXPECT_EQ(entry.seen_as(), "10.0.0.1");
  EXPECT_EQ(entry.seen_as_port(), 1024);
  EXPECT_EQ(entry.delivered_to(), "10.0.0.80");
  EXPECT_EQ(entry.delivered_to_port(), 80);
  EXPECT_TRUE(entry.is_source_translated() && entry.is_destination_translated());
}

}  // namespace
}  // namespace netrig
