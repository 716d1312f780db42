#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "netrig/core/error.hpp"
#include "sockets/plain_client.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::MatchesRegex;
using ::testing::PrintToString;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

using Clock = Deadline::Clock;

Deadline soon() {
  return Deadline::in(client_patience);
}

class Callers : public TwoHosts {
 protected:
  TcpClient connect(const Endpoint& to) {
    return client().run([&] { return TcpClient(to); });
  }
};

TEST_F(Callers, AreTcpConnectionsInTheirOrder) {
  const auto web = server().serve(tcp(80));

  const auto one = connect("192.0.2.2:80/tcp");
  const auto two = connect("192.0.2.3:80/tcp");
  const auto three = connect("[2001:db8::2]:80/tcp");

  EXPECT_THAT(
      web.wait_for_callers(3, soon()),
      ElementsAre(Caller{one.local(), "192.0.2.2:80/tcp"}, Caller{two.local(), "192.0.2.3:80/tcp"},
                  Caller{three.local(), "[2001:db8::2]:80/tcp"}));
  EXPECT_EQ(one.local().address, IpAddress("192.0.2.1"));
}

TEST_F(Callers, AreUdpDatagramsInTheirOrder) {
  const auto dns = server().serve(udp(53));
  auto v4 = client().run([] { return UdpClient(); });
  auto v6 = client().run([] { return UdpClient(true); });

  v4.exchange("192.0.2.2:53/udp", "one");
  v4.exchange("192.0.2.3:53/udp", "two");
  v6.exchange("[2001:db8::3]:53/udp", "three");

  const auto port_of = [](const UdpClient& caller) { return caller.local().port; };
  EXPECT_THAT(dns.callers(),
              ElementsAre(Caller{{"192.0.2.1", port_of(v4)}, "192.0.2.2:53/udp"},
                          Caller{{"192.0.2.1", port_of(v4)}, "192.0.2.3:53/udp"},
                          Caller{{"2001:db8::1", port_of(v6)}, "[2001:db8::3]:53/udp"}));
}

TEST_F(Callers, AreKnownByLinkLocalAddressesWithoutAZone) {
  client().interface("eth0").add_address("fe80::1/64");
  server().interface("eth0").add_address("fe80::2/64");
  const auto dns = server().serve(udp(53));

  const auto target = fmt::format("[fe80::2%{}]:53/udp", client().interface("eth0").index());
  const auto reply = client().run([&] { return UdpClient(true).exchange(target, "hello"); });

  EXPECT_EQ(reply.text, "hello");
  EXPECT_THAT(to_string(dns.callers().at(0)),
              MatchesRegex("\\[fe80::[0-9a-f:]+\\]:[0-9]+/udp to \\[fe80::2\\]:53/udp"));
}

TEST_F(Callers, AreNoneBeforeAnyoneCalled) {
  const auto web = server().serve(tcp(80));

  EXPECT_THAT(web.callers(), IsEmpty());
  EXPECT_THAT(web.wait_for_callers(0, Deadline::in(0s)), IsEmpty());
}

TEST_F(Callers, AreWaitedFor) {
  const auto dns = server().serve(udp(53));
  auto caller = client().run([] { return UdpClient(); });
  std::vector<Caller> callers;
  std::latch first_has_come(1);
  std::thread waiting([&] {
    dns.wait_for_callers(1, soon());
    first_has_come.count_down();
    callers = dns.wait_for_callers(2, soon());
  });

  caller.send("192.0.2.2:53/udp", "one");
  first_has_come.wait();
  caller.send("192.0.2.2:53/udp", "two");
  waiting.join();

  EXPECT_THAT(callers, SizeIs(2));
}

TEST_F(Callers, AreWaitedForUntilTheDeadlineAndNotLonger) {
  const auto web = server().serve(tcp(80));
  const auto patience = 50ms;
  const auto start = Clock::now();

  EXPECT_THROW(web.wait_for_callers(1, Deadline::in(patience)), DeadlineError);

  EXPECT_THAT(Clock::now() - start, AllOf(Ge(patience), Lt(client_patience)));
}

TEST_F(Callers, AreNamedInTheErrorWhenOneIsMissing) {
  const auto web = server().serve(tcp(80));
  const auto caller = connect("192.0.2.2:80/tcp");
  web.wait_for_callers(1, soon());

  EXPECT_THAT(
      [&] { web.wait_for_callers(2, Deadline::in(0s)); },
      ThrowsMessage<DeadlineError>("the deadline passed while waiting for caller 2 of 80/tcp "
                                   "in 'server'; 1 called, the last from " +
                                   to_string(caller.local())));
}

TEST_F(Callers, AreMissedInTheErrorWhenNobodyCalled) {
  const auto web = server().serve(tcp(80));

  EXPECT_THAT(
      [&] { web.wait_for_callers(1, Deadline::in(0s)); },
      ThrowsMessage<DeadlineError>("the deadline passed while waiting for caller 1 of 80/tcp "
                                   "in 'server'; 0 called"));
}

TEST(Caller, PrintsBothEnds) {
  EXPECT_EQ(PrintToString(Caller{"10.0.1.2:41834/tcp", "10.0.2.2:80/tcp"}),
            "10.0.1.2:41834/tcp to 10.0.2.2:80/tcp");
}

}  // namespace
}  // namespace netrig
