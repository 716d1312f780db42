// What is said over TCP and UDP, and what came instead.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <thread>

#include "client_router_server.hpp"

namespace netrig {
namespace {

namespace ip = boost::asio::ip;
using std::chrono_literals::operator""ms;
using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;

auto Received(const std::string& payload) {
  return Field("received", &Outcome::received, Eq(payload));
}

class Exchange : public ClientRouterServer, public OfEachFamily {
 protected:
  const IpAddress target = server_address.in(GetParam());
  const Endpoint over_tcp{target, tcp(7)}, over_udp{target, udp(7)};
  Outcome ask(const Probe& probe) { return node(client).ask(probe); }
};

TEST_P(Exchange, TcpIsReachedByTheExpectedAnswer) {
  const auto echo = node(server).serve(tcp(7));

  EXPECT_THAT(ask(TcpProbe{.target = over_tcp, .send = "ping", .expect = "ping"}),
              AllOf(Reached(), Received("ping")));
}

TEST_P(Exchange, TcpIsReachedByTheBeginningOfTheAnswer) {
  const auto hello = node(server).serve(tcp(7), {.answer = "hello, world\n"});

  EXPECT_THAT(ask(TcpProbe{.target = over_tcp, .expect = "hello"}),
              AllOf(Reached(), Received("hello, world\n")));
}

TEST_P(Exchange, TcpHearsAnotherAnswer) {
  const auto hello = node(server).serve(tcp(7), {.answer = "goodbye\n"});

  EXPECT_THAT(ask(TcpProbe{.target = over_tcp, .expect = "hello"}),
              AllOf(Unexpected(), Received("goodbye\n")));
}

TEST_P(Exchange, TcpHearsTooShortAnAnswer) {
  const auto hello = node(server).serve(tcp(7), {.answer = "hell"});

  EXPECT_THAT(ask(TcpProbe{.target = over_tcp, .expect = "hello"}),
              AllOf(Unexpected(), Received("hell"), Explained("the target closed the connection")));
}

TEST_P(Exchange, TcpWaitsInVainForAnAnswer) {
  const auto echo = node(server).serve(tcp(7));

  EXPECT_THAT(
      ask(TcpProbe{.target = over_tcp, .send = "pi", .expect = "ping", .patience = short_patience}),
      AllOf(Silent(), Received("pi"),
            Explained("connected, 2 of 2 bytes sent, 2 of 4 expected bytes received")));
}

TEST_P(Exchange, TcpCarriesAMegabyteBothWays) {
  const auto echo = node(server).serve(tcp(7));
  const std::string megabyte(1 << 20, 'x');

  EXPECT_THAT(
      ask(TcpProbe{.target = over_tcp, .send = megabyte, .expect = megabyte, .patience = patience}),
      AllOf(Reached(), Received(megabyte)));
}

TEST_P(Exchange, TcpOnlySends) {
  const auto echo = node(server).serve(tcp(7));

  EXPECT_THAT(ask(TcpProbe{.target = over_tcp, .send = "ping"}), AllOf(Reached(), Received("")));
}

TEST_P(Exchange, TcpIsSeenAsWhoItIs) {
  const auto echo = node(server).serve(tcp(7));

  const auto outcome = ask(
      TcpProbe{.target = over_tcp, .source = client_address.in(GetParam()), .source_port = 4000});

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.source, Endpoint(client_address.in(GetParam()), tcp(4000)));
  EXPECT_EQ(echo.wait_for_callers(1, Deadline::in(patience)).front().remote, outcome.source);
}

// It closes the connection with the answer unread, which resets it, perhaps before it was accepted.
TEST_P(Exchange, TcpIsSeenThoughItDoesNotListen) {
  const auto hello = node(server).serve(tcp(7), {.answer = "hello\n"});
  const std::vector<Question> questions(100, {client, TcpProbe{.target = over_tcp}});

  EXPECT_THAT(network().ask(questions, Deadline::in(patience)), ::testing::Each(Reached()));
  EXPECT_THAT(hello.wait_for_callers(100, Deadline::in(patience)), ::testing::SizeIs(100));
}

TEST_P(Exchange, UdpIsReachedByAnyAnswer) {
  const auto echo = node(server).serve(udp(7));

  EXPECT_THAT(ask(UdpProbe{.target = over_udp}), AllOf(Reached(), Received("netrig")));
}

TEST_P(Exchange, UdpHearsAnotherAnswer) {
  const auto hello = node(server).serve(udp(7), {.answer = "goodbye"});

  EXPECT_THAT(ask(UdpProbe{.target = over_udp, .expect = "hello"}),
              AllOf(Unexpected(), Received("goodbye")));
}

TEST_P(Exchange, UdpCarriesTheLargestDatagram) {
  const auto echo = node(server).serve(udp(7));
  const std::string largest(65'507, 'x');

  EXPECT_THAT(
      ask(UdpProbe{.target = over_udp, .send = largest, .expect = largest, .patience = patience}),
      Reached());
}

TEST_P(Exchange, UdpCarriesNothing) {
  const auto hello = node(server).serve(udp(7), {.answer = "hello"});

  EXPECT_THAT(ask(UdpProbe{.target = over_udp, .send = ""}), AllOf(Reached(), Received("hello")));
}

TEST_P(Exchange, UdpIsSeenAsWhoItIs) {
  const auto echo = node(server).serve(udp(7));

  const auto outcome = ask(
      UdpProbe{.target = over_udp, .source = client_address.in(GetParam()), .source_port = 4000});

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.source, Endpoint(client_address.in(GetParam()), udp(4000)));
  EXPECT_EQ(echo.wait_for_callers(1, Deadline::in(patience)).front().remote, outcome.source);
}

TEST_P(Exchange, TcpEndsWithAReset) {
  boost::asio::io_context io_context;
  auto listener =
      node(server).run([&] { return ip::tcp::acceptor(io_context, ip::tcp::endpoint(target, 7)); });
  std::jthread resetting([&listener] {
    auto accepted = listener.accept();
    accepted.wait(ip::tcp::socket::wait_read);
    // Closed with unread data: that is a reset.
  });

  EXPECT_THAT(ask(TcpProbe{.target = over_tcp, .send = "ping", .expect = "pong"}),
              AllOf(Unexpected(), Received(""), Explained("the target reset the connection")));
}

INSTANTIATE_TEST_SUITE_P(Families, Exchange, both_families, family_name);

}  // namespace
}  // namespace netrig
