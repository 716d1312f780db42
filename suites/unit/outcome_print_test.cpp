#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/probe/outcome.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""us;
using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""ms;
using ::testing::PrintToString;

Outcome outcome_of(const Probe& probe, Verdict verdict) {
  return {.verdict = verdict, .from = "client", .probe = probe, .elapsed = 120us};
}

const Probe web = TcpProbe{.target = "10.0.2.2:80/tcp"};

TEST(OutcomePrint, IsOneLineWhenTheVerdictSaysAll) {
  const auto reached = outcome_of(web, Verdict::reached);

  EXPECT_EQ(PrintToString(reached), "client -> 10.0.2.2:80/tcp: reached after 0.1 ms");
}

TEST(OutcomePrint, SaysWhatARefusalMayMean) {
  auto refused = outcome_of(web, Verdict::refused);
  refused.error = std::make_error_code(std::errc::connection_refused);

  EXPECT_EQ(PrintToString(refused),
            "client -> 10.0.2.2:80/tcp: refused after 0.1 ms\n"
            "  nobody listens on that port, or a firewall answers in its place");
}

TEST(OutcomePrint, SaysWhereToLookWhenNothingCameBack) {
  EXPECT_EQ(PrintToString(outcome_of(web, Verdict::silent)),
            "client -> 10.0.2.2:80/tcp: silent after 0.1 ms\n"
            "  the packet died without a word, or the answer did: see firewalls, routes of type "
            "blackhole, the target's way back, MTUs; network().path() shows how far packets get");
}

TEST(OutcomePrint, NamesTheSenderOfAnIcmpError) {
  auto lost = outcome_of(web, Verdict::no_route);
  lost.icmp_error = IcmpError{"10.0.1.1", 3, 0};
  lost.error = std::make_error_code(std::errc::network_unreachable);
  lost.explanation = "no route to 10.0.2.2 at 10.0.1.1";

  EXPECT_EQ(PrintToString(lost),
            "client -> 10.0.2.2:80/tcp: no route after 0.1 ms\n"
            "  ICMP network unreachable (type 3, code 0) from 10.0.1.1\n"
            "  no route to 10.0.2.2 at 10.0.1.1");
}

TEST(OutcomePrint, QuotesTheKernelWhereNobodyElseSaidAnything) {
  auto denied = outcome_of(web, Verdict::denied);
  denied.error = std::make_error_code(std::errc::permission_denied);
  denied.explanation = "a route of type 'prohibit' at client covers 10.0.2.2\nsecond line";

  EXPECT_EQ(PrintToString(denied),
            "client -> 10.0.2.2:80/tcp: denied after 0.1 ms\n"
            "  a route of type 'prohibit' at client covers 10.0.2.2\n"
            "  second line\n"
            "  kernel: Permission denied");
}

TEST(OutcomePrint, ShowsWhatCameInsteadOfWhatWasExpected) {
  auto other = outcome_of(TcpProbe{.target = "10.0.2.2:80/tcp", .expect = "HTTP/1.1 200\r\n"},
                          Verdict::unexpected);
  other.received = "HTTP/1.1 404\t\"\\\r\n\x01\xff";

  EXPECT_EQ(PrintToString(other),
            "client -> 10.0.2.2:80/tcp: unexpected after 0.1 ms\n"
            "  expected \"HTTP/1.1 200\\r\\n\", received "
            "\"HTTP/1.1 404\\t\\\"\\\\\\r\\n\\x01\\xff\"");
}

TEST(OutcomePrint, CutsALongAnswer) {
  auto other =
      outcome_of(UdpProbe{.target = "10.0.2.2:53/udp", .expect = "y"}, Verdict::unexpected);
  other.received = std::string(201, 'x');

  EXPECT_EQ(PrintToString(other),
            "client -> 10.0.2.2:53/udp: unexpected after 0.1 ms\n"
            "  expected \"y\", received \"" +
                std::string(200, 'x') + "\"... (201 bytes)");
}

TEST(OutcomePrint, SaysThatNothingCame) {
  auto closed =
      outcome_of(TcpProbe{.target = "10.0.2.2:80/tcp", .expect = "hello"}, Verdict::unexpected);
  closed.explanation = "the target closed the connection";

  EXPECT_EQ(PrintToString(closed),
            "client -> 10.0.2.2:80/tcp: unexpected after 0.1 ms\n"
            "  expected \"hello\", received nothing\n"
            "  the target closed the connection");
}

TEST(OutcomePrint, SumsUpManyEchoes) {
  auto pings = outcome_of(EchoProbe{.target = "10.0.2.2", .count = 3}, Verdict::reached);
  pings.echo = EchoStatistics{.sent = 3, .round_trips = {31us, 35us}};

  EXPECT_EQ(PrintToString(pings),
            "client -> 10.0.2.2 icmp echo: reached after 0.1 ms\n"
            "  2 of 3 answered, rtt min/avg/max/mdev 0.031/0.033/0.035/0.002 ms");
}

TEST(OutcomePrint, NeedsNoSumOfOneEcho) {
  auto ping = outcome_of(EchoProbe{.target = "10.0.2.2"}, Verdict::reached);
  ping.echo = EchoStatistics{.sent = 1, .round_trips = {31us}};

  EXPECT_EQ(PrintToString(ping), "client -> 10.0.2.2 icmp echo: reached after 0.1 ms");
}

TEST(OutcomePrint, GivesTheLinkLayerAddress) {
  auto resolved = outcome_of(NeighbourProbe{.target = "10.0.2.2"}, Verdict::reached);
  resolved.mac = "02:00:5e:10:00:00";

  EXPECT_EQ(PrintToString(resolved),
            "client -> 10.0.2.2 arp: reached after 0.1 ms\n"
            "  is at 02:00:5e:10:00:00");
}

TEST(OutcomePrint, ShowsAddressTranslation) {
  auto translated = outcome_of(web, Verdict::reached);
  translated.source = Endpoint("10.0.1.2:4000/tcp");
  translated.seen_as = Endpoint("10.0.2.1:5000/tcp");

  EXPECT_EQ(PrintToString(translated),
            "client -> 10.0.2.2:80/tcp: reached after 0.1 ms\n"
            "  came from 10.0.1.2:4000/tcp, seen by the service as 10.0.2.1:5000/tcp");
}

TEST(OutcomePrint, IsSilentAboutUntranslatedAddresses) {
  auto plain = outcome_of(web, Verdict::reached);
  plain.source = plain.seen_as = Endpoint("10.0.1.2:4000/tcp");

  EXPECT_EQ(PrintToString(plain), "client -> 10.0.2.2:80/tcp: reached after 0.1 ms");
}

TEST(EchoStatisticsPrint, IsPings) {
  const EchoStatistics statistics{.sent = 3, .round_trips = {31us, 35us, 60us}};

  EXPECT_EQ(PrintToString(statistics),
            "3 of 3 answered, rtt min/avg/max/mdev 0.031/0.042/0.060/0.013 ms");
}

TEST(EchoStatisticsPrint, HasNoTimesWhenNothingWasAnswered) {
  EXPECT_EQ(PrintToString(EchoStatistics{.sent = 3}), "0 of 3 answered");
}

TEST(EchoStatistics, AreThoseOfTheAnswered) {
  const EchoStatistics statistics{.sent = 4, .round_trips = {2ms, 4ms, 6ms}};

  EXPECT_EQ(statistics.received(), 3U);
  EXPECT_DOUBLE_EQ(statistics.loss(), 0.25);
  EXPECT_EQ(statistics.minimum(), 2ms);
  EXPECT_EQ(statistics.average(), 4ms);
  EXPECT_EQ(statistics.maximum(), 6ms);
  EXPECT_EQ(statistics.mean_deviation(), 1632993ns);
}

TEST(EchoStatistics, AreZeroWhenNothingWasSent) {
  const EchoStatistics nothing;

  EXPECT_EQ(nothing.loss(), 0.0);
  EXPECT_EQ(nothing.minimum(), 0ns);
  EXPECT_EQ(nothing.average(), 0ns);
  EXPECT_EQ(nothing.maximum(), 0ns);
  EXPECT_EQ(nothing.mean_deviation(), 0ns);
}

}  // namespace
}  // namespace netrig
