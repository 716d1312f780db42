#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/core/error.hpp"
#include "sockets/plain_client.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::ThrowsMessage;
using ::testing::ValuesIn;

constexpr std::size_t largest_ipv4_payload = 65507;

// Asks each of the addresses, with a socket that takes an answer from any, and says who answered.
std::vector<Endpoint> repliers(const Node& client, const std::vector<IpAddress>& asked,
                               TransportPort port) {
  return client.run([&] {
    std::vector<Endpoint> from;
    for (const auto& address : asked)
      from.push_back(UdpClient(address.is_v6()).exchange({address, port}, "who?").from);
    return from;
  });
}

std::vector<std::string> exchange_all(const Node& client, const Endpoint& service,
                                      const std::vector<std::string>& texts) {
  return client.run([&] {
    UdpClient caller(service.address.is_v6());
    std::vector<std::string> answers;
    for (const auto& text : texts) answers.push_back(caller.exchange(service, text).text);
    return answers;
  });
}

class UdpServiceOfEachFamily : public TwoHostsOfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, UdpServiceOfEachFamily, ValuesIn(address_cases), case_name);

TEST_P(UdpServiceOfEachFamily, EchoesEachDatagram) {
  const auto echo = server().serve(udp(7));

  EXPECT_THAT(exchange_all(client(), {first, udp(7)}, {"one", "", "three"}),
              ElementsAre("one", "", "three"));
}

TEST_P(UdpServiceOfEachFamily, AnswersFromTheAddressThatWasAsked) {
  const auto echo = server().serve(udp(53));

  EXPECT_THAT(repliers(client(), {first, second}, udp(53)),
              ElementsAre(Endpoint(first, udp(53)), Endpoint(second, udp(53))));
}

TEST_P(UdpServiceOfEachFamily, ListensOnOneAddressWhereAskedTo) {
  const auto one = server().serve(udp(53), {.answer = "one", .address = first});
  const auto other = server().serve(udp(53), {.answer = "other", .address = second});

  EXPECT_THAT(exchange_all(client(), {first, udp(53)}, {"?"}), ElementsAre("one"));
  EXPECT_THAT(exchange_all(client(), {second, udp(53)}, {"?"}), ElementsAre("other"));
  EXPECT_THAT(repliers(client(), {first, second}, udp(53)),
              ElementsAre(Endpoint(first, udp(53)), Endpoint(second, udp(53))));
}

TEST_P(UdpServiceOfEachFamily, SaysItsAnswerToEachDatagram) {
  const auto hello = server().serve(udp(81), {.answer = "hello"});

  EXPECT_THAT(exchange_all(client(), {first, udp(81)}, {"one", "two"}),
              ElementsAre("hello", "hello"));
}

class UdpService : public TwoHosts {
 protected:
  UdpClient caller(bool is_v6 = false) {
    return client().run([&] { return UdpClient(is_v6); });
  }
};

TEST_F(UdpService, EchoesTheLargestDatagram) {
  const auto echo = server().serve(udp(7));
  const std::string text(largest_ipv4_payload, 'x');

  EXPECT_TRUE(caller().exchange("192.0.2.2:7/udp", text).text == text);
}

TEST_F(UdpService, RefusesAnAnswerThatFitsIntoNoDatagram) {
  const std::string text(largest_ipv4_payload + 1, 'x');

  EXPECT_THAT(
      [&] { return server().serve(udp(7), {.answer = text}); },
      ThrowsMessage<DescriptionError>(
          "an answer of 65508 bytes does not fit into a UDP datagram, which holds at most 65507"));
}

TEST_F(UdpService, AnswersABroadcastFromItsOwnAddress) {
  const auto echo = server().serve(udp(67));
  auto discoverer = caller();
  discoverer.allow_broadcast();

  const auto reply = discoverer.exchange("192.0.2.255:67/udp", "discover");

  EXPECT_EQ(reply, (Reply{"discover", "192.0.2.2:67/udp"}));
  EXPECT_EQ(echo.callers().at(0).local, Endpoint("192.0.2.255:67/udp"));
}

TEST_F(UdpService, AnswersAMulticastFromItsOwnAddress) {
  const auto echo = server().serve(udp(67));

  const auto everybody = fmt::format("[ff02::1%{}]:67/udp", client().interface("eth0").index());
  const auto reply = client().run([&] { return UdpClient(true).exchange(everybody, "discover"); });

  EXPECT_EQ(reply.text, "discover");
  EXPECT_FALSE(reply.from.address.is_multicast());
  EXPECT_EQ(echo.callers().at(0).local, Endpoint("[ff02::1]:67/udp"));
}

TEST_F(UdpService, HasAPortOfItsOwnBesideTcp) {
  const auto stream = server().serve(tcp(53), {.answer = "TCP"});
  const auto datagram = server().serve(udp(53), {.answer = "UDP"});

  EXPECT_EQ(client().run([] { return TcpClient("192.0.2.2:53/tcp").receive_to_end(); }), "TCP");
  EXPECT_EQ(caller().exchange("192.0.2.2:53/udp", "?").text, "UDP");
}

TEST_F(UdpService, PicksAFreePortWhenAskedForZero) {
  const auto echo = server().serve(udp(0));

  EXPECT_NE(echo.port(), udp(0));
  EXPECT_EQ(caller().exchange({"192.0.2.2", echo.port()}, "hello").text, "hello");
}

}  // namespace
}  // namespace netrig
