#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>

#include "process/descriptors.hpp"
#include "process/seccomp.hpp"
#include "sockets/plain_client.hpp"
#include "two_hosts.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAreArray;
using ::testing::Ne;
using ::testing::SizeIs;
using ::testing::ValuesIn;

const std::error_code connected;
const auto refused = std::make_error_code(std::errc::connection_refused);

// No two of its kilobytes are the same.
std::string long_text(std::size_t size) {
  std::string text;
  text.reserve(size + 8);
  for (std::size_t i = 0; text.size() < size; ++i) text += fmt::format("{:08x}", i * 2654435761U);
  text.resize(size);
  return text;
}

// What connect(2) said to each of `count` services, asked in the moment in which serve() returned.
std::vector<std::error_code> serve_and_connect(const Node& server, const Node& client,
                                               const IpAddress& address, std::size_t count) {
  std::vector<Service> services;
  std::vector<std::error_code> results;
  for (std::size_t i = 0; i < count; ++i) {
    services.push_back(server.serve(tcp(static_cast<std::uint16_t>(1000 + i))));
    results.push_back(
        client.run([&] { return try_connect(Endpoint(address, services.back().port())); }));
  }
  return results;
}

std::vector<TcpClient> connect_many(const Node& client, const Endpoint& service,
                                    std::size_t count) {
  return client.run([&] {
    std::vector<TcpClient> clients;
    for (std::size_t i = 0; i < count; ++i) clients.emplace_back(service);
    return clients;
  });
}

std::vector<std::string> numbers_below(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(std::to_string(i));
  return texts;
}

// All speak before anyone listens.
std::vector<std::string> talk_at_once(std::vector<TcpClient>& clients,
                                      const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < clients.size(); ++i) clients[i].send(texts[i]);
  for (auto& client : clients) client.finish_sending();
  std::vector<std::string> answers;
  for (auto& client : clients) answers.push_back(client.receive_to_end());
  return answers;
}

class TcpService : public TwoHosts {
 protected:
  TcpClient connect(const Endpoint& to) {
    return client().run([&] { return TcpClient(to); });
  }
  std::error_code try_connect(const Endpoint& to) {
    return client().run([&] { return netrig::try_connect(to); });
  }
};

class TcpServiceOfEachFamily : public TwoHostsOfEachFamily {
 protected:
  TcpClient connect(const Endpoint& to) {
    return client().run([&] { return TcpClient(to); });
  }
};
INSTANTIATE_TEST_SUITE_P(Families, TcpServiceOfEachFamily, ValuesIn(address_cases), case_name);

TEST_P(TcpServiceOfEachFamily, ListensWhenTheCallReturns) {
  constexpr std::size_t count = 200;

  EXPECT_THAT(serve_and_connect(server(), client(), first, count),
              AllOf(SizeIs(count), Each(connected)));
}

TEST_P(TcpServiceOfEachFamily, EchoesAMebibyteAndThenTheEndOfIt) {
  const auto echo = server().serve(tcp(7));
  const auto text = long_text(1 << 20);

  const auto answer = connect({first, echo.port()}).exchange(text);

  EXPECT_EQ(answer.size(), text.size());
  EXPECT_TRUE(answer == text);
}

TEST_P(TcpServiceOfEachFamily, ListensOnOneAddressWhereAskedTo) {
  const auto echo = server().serve(tcp(7), {.address = first});

  const auto results = client().run([&] {
    return netrig::try_connect({{first, tcp(7)}, {second, tcp(7)}});
  });

  EXPECT_EQ(echo.local(), Endpoint(first, tcp(7)));
  EXPECT_THAT(results, ElementsAreArray({connected, refused}));
}

TEST_F(TcpService, EchoesUntilTheCallerHasSaidAll) {
  const auto echo = server().serve(tcp(7));
  auto caller = connect("192.0.2.2:7/tcp");

  caller.send("one");
  const auto first_answer = caller.receive(3);
  caller.send("two");
  caller.finish_sending();

  EXPECT_EQ(first_answer, "one");
  EXPECT_EQ(caller.receive_to_end(), "two");
}

TEST_F(TcpService, EchoesToACallerThatReadsLate) {
  const auto echo = server().serve(tcp(7));
  const auto text = long_text(1 << 20);
  auto caller = connect("192.0.2.2:7/tcp");

  caller.send(text);
  caller.finish_sending();

  EXPECT_TRUE(caller.receive_to_end() == text);
}

TEST_F(TcpService, TalksToManyCallersAtOnce) {
  constexpr std::size_t count = 200;
  const auto echo = server().serve(tcp(7));
  auto callers = connect_many(client(), "192.0.2.2:7/tcp", count);

  const auto answers = talk_at_once(callers, numbers_below(count));

  EXPECT_EQ(answers, numbers_below(count));
}

TEST_F(TcpService, SaysItsAnswerAndCloses) {
  const auto hello = server().serve(tcp(81), {.answer = "hello\n"});

  EXPECT_EQ(connect("192.0.2.2:81/tcp").receive_to_end(), "hello\n");
}

TEST_F(TcpService, SaysItsAnswerToEveryone) {
  constexpr std::size_t count = 200;
  const auto hello = server().serve(tcp(81), {.answer = "hello\n"});
  auto callers = connect_many(client(), "192.0.2.2:81/tcp", count);

  const auto answers = talk_at_once(callers, numbers_below(count));

  EXPECT_THAT(answers, AllOf(SizeIs(count), Each("hello\n")));
}

TEST_F(TcpService, MayHaveNothingToSay) {
  const auto taciturn = server().serve(tcp(81), {.answer = ""});

  EXPECT_EQ(connect("192.0.2.2:81/tcp").receive_to_end(), "");
}

TEST_F(TcpService, SaysALongAnswerAsFastAsItIsRead) {
  const auto text = long_text(16 << 20);
  const auto loquacious = server().serve(tcp(81), {.answer = text});

  EXPECT_TRUE(connect("192.0.2.2:81/tcp").receive_to_end() == text);
}

// A connection that is closed with unread data in it is reset, and the answer is lost with it.
TEST_F(TcpService, SaysItsAnswerToACallerThatSpeaks) {
  const auto hello = server().serve(tcp(81), {.answer = "hello\n"});
  auto caller = connect("192.0.2.2:81/tcp");

  caller.send(long_text(100'000));
  caller.send(long_text(100'000));

  EXPECT_EQ(caller.receive_to_end(), "hello\n");
}

TEST_F(TcpService, GoesOnWhenACallerResetsItsConnection) {
  const auto echo = server().serve(tcp(7));
  auto rude = connect("192.0.2.2:7/tcp");
  rude.send("never mind");

  rude.reset();

  EXPECT_EQ(connect("192.0.2.2:7/tcp").exchange("hello"), "hello");
}

TEST_F(TcpService, PicksAFreePortWhenAskedForZero) {
  const auto one = server().serve(tcp(0));
  const auto other = server().serve(tcp(0));

  EXPECT_THAT(one.port(), AllOf(Ne(tcp(0)), Ne(other.port())));
  EXPECT_EQ(one.local(), Endpoint("::", one.port()));
  EXPECT_EQ(try_connect({"192.0.2.2", one.port()}), connected);
  EXPECT_EQ(try_connect({"2001:db8::2", other.port()}), connected);
}

TEST_F(TcpService, KnowsItsNode) {
  EXPECT_EQ(server().serve(tcp(7)).node(), "server");
}

// One for each family, on one port.
TEST_F(TcpService, TakesOneFamilyOnTheWildcardAddressOfThatFamily) {
  const auto v4 = server().serve(tcp(81), {.answer = "IPv4", .address = "0.0.0.0"});
  const auto v6 = server().serve(tcp(81), {.answer = "IPv6", .address = "::"});

  EXPECT_EQ(connect("192.0.2.2:81/tcp").receive_to_end(), "IPv4");
  EXPECT_EQ(connect("[2001:db8::2]:81/tcp").receive_to_end(), "IPv6");
}

TEST_F(TcpService, ServesIpv4WhereIpv6IsDisabled) {
  server().set_sysctl("net.ipv6.conf.all.disable_ipv6", "1");

  const auto echo = server().serve(tcp(7));

  EXPECT_EQ(try_connect("192.0.2.2:7/tcp"), connected);
}

// The network's service thread starts with the first service, here by a thread that is told what a
// kernel without IPv6 tells.
TEST_F(TcpService, ServesIpv4WhereTheKernelHasNoIpv6) {
  const RefusedCall no_ipv6_socket{
      .number = SYS_socket, .error = EAFNOSUPPORT, .first_argument = AF_INET6};
  std::optional<Service> echo;

  run_with_refused({no_ipv6_socket}, [&] { echo = server().serve(tcp(7)); });

  EXPECT_EQ(echo->local(), Endpoint("0.0.0.0:7/tcp"));
  EXPECT_EQ(try_connect("192.0.2.2:7/tcp"), connected);
}

TEST_F(TcpService, TakesItsCallersWhenDescriptorsAreThereAgain) {
  const auto echo = server().serve(tcp(7));
  const auto other = server().serve(udp(7));
  auto caller = client().run([] { return TcpClient(); });
  auto other_caller = client().run([] { return UdpClient(); });
  const auto on_the_same_thread = [&] { return other_caller.exchange("192.0.2.2:7/udp", "busy?"); };

  {
    const DescriptorLimit none(0);
    caller.connect("192.0.2.2:7/tcp");
    EXPECT_EQ(on_the_same_thread().text, "busy?");
    EXPECT_THAT(echo.callers(), SizeIs(0));
  }

  EXPECT_EQ(caller.exchange("hello"), "hello");
}

}  // namespace
}  // namespace netrig
