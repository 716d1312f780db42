// Which packets a fault hits: exactly those that it says, on every run.
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <numeric>
#include <vector>

#include "faulty.hpp"

namespace netrig {
namespace {

using boost::asio::ip::udp;
using ::testing::AllOf;
using ::testing::Field;
using ::testing::Gt;
using ::testing::Lt;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Property;
using ::testing::SizeIs;

constexpr unsigned some = 200;  // datagrams, fewer than a socket's buffer holds
using Numbers = std::vector<unsigned>;

class Chosen : public Faulty {
 protected:
  static constexpr std::uint16_t counted_port = 7001, last_port = 7002, receiving_port = 7003;

  /// The datagrams from this port only.
  Fault datagrams(const Hits& hits) const {
    return {.protocol = IpProtocol::udp, .source_port = counted_port, .hits = hits};
  }

  /// Sends datagrams 1 to `some` and gives those that arrive, with this in force at the server.
  Numbers arriving(const Hits& hits) {
    const auto loss = inject(server, datagrams(hits));
    auto receiver = open(server, receiving_port), counted = open(client, counted_port),
         last = open(client, last_port);
    for (unsigned number = 1; number <= some; ++number) send(counted, number);
    send(last, 0);
    Numbers arrived;
    for (auto number = receive(receiver); number != 0; number = receive(receiver))
      arrived.push_back(number);
    EXPECT_EQ(loss.matched(), some);
    EXPECT_EQ(loss.hit(), some - arrived.size());
    return arrived;
  }

  /// What is to arrive.
  static Numbers all_but(const Hits& hits) {
    Numbers left;
    for (unsigned number = 1; number <= some; ++number)
      if (!hits.include(number)) left.push_back(number);
    return left;
  }

 private:
  udp::socket open(NodeId where, std::uint16_t port) {
    return node(where).run([&] {
      const auto version = family == Family::ipv4 ? udp::v4() : udp::v6();
      return udp::socket(node(where).io_context(), udp::endpoint(version, port));
    });
  }
  void send(udp::socket& from, unsigned number) {
    from.send_to(boost::asio::buffer(&number, sizeof(number)), {target, receiving_port});
  }
  static unsigned receive(udp::socket& socket) {
    const timeval longest{.tv_sec = patience.count(), .tv_usec = 0};
    check(::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof(longest)),
          [] { return "cannot bound how long a socket waits"; });
    unsigned number = 0;
    check(::recv(socket.native_handle(), &number, sizeof(number), 0),
          [] { return "cannot receive the next datagram"; });
    return number;
  }
};
INSTANTIATE_TEST_SUITE_P(Faults, Chosen, both_backends_and_families, combined_name);

TEST_P(Chosen, IsTheNth) {
  auto expected = Numbers(some);
  std::iota(expected.begin(), expected.end(), 1);
  expected.erase(expected.begin() + 2);

  EXPECT_EQ(arriving(Hits::nth(3)), expected);
}

TEST_P(Chosen, IsOneInThree) {
  const auto arrived = arriving(Hits::every(3));

  EXPECT_THAT(arrived, SizeIs(some - some / 3));
  EXPECT_THAT(arrived, ::testing::Each(::testing::ResultOf([](auto n) { return n % 3; }, Gt(0U))));
}

TEST_P(Chosen, AreTheFirst) {
  auto expected = Numbers(some - 5);
  std::iota(expected.begin(), expected.end(), 6);

  EXPECT_EQ(arriving(Hits::first(5)), expected);
}

TEST_P(Chosen, AreAll) {
  EXPECT_EQ(arriving(Hits::all()), Numbers());
}

TEST_P(Chosen, AreTheSameOnEveryRunWithTheSameSeed) {
  const auto hits = Hits::random(0.3, 42);
  const auto once = arriving(hits);

  EXPECT_EQ(arriving(hits), once);
  EXPECT_EQ(once, all_but(hits)) << "a test may know it beforehand";
  EXPECT_THAT(once, SizeIs(AllOf(Gt(some / 2), Lt(some))));
}

TEST_P(Chosen, AreOthersWithAnotherSeed) {
  EXPECT_NE(arriving(Hits::random(0.3, 42)), arriving(Hits::random(0.3, 43)));
}

TEST_P(Chosen, AreAllOrNoneWithProbabilityOneOrZero) {
  EXPECT_EQ(arriving(Hits::random(1, 42)), Numbers());
  EXPECT_THAT(arriving(Hits::random(0, 42)), SizeIs(some));
}

TEST_P(Chosen, IsExactlyOneExchange) {
  const auto echo = node(server).serve(netrig::udp(7));
  const auto loss = inject(server, {.protocol = IpProtocol::udp,
                                    .destination = only(target),
                                    .destination_port = 7,
                                    .hits = Hits::nth(2)});
  const auto ask = [&] { return node(client).exchange(echo, family, short_patience); };

  EXPECT_THAT(ask(), Reached());
  EXPECT_THAT(ask(), DroppedAt(node(server), DropCause::fault));
  EXPECT_THAT(ask(), Reached());
}

TEST_P(Chosen, AreOneInThreeEchoes) {
  const auto loss =
      inject(firewall, {.protocol = icmp, .icmp_type = echo_request, .hits = Hits::every(3)});

  const auto outcome =
      node(client).ask(EchoProbe{.target = target, .count = 9, .patience = short_patience});

  EXPECT_THAT(outcome, Reached());
  EXPECT_THAT(outcome.echo, Optional(Property(&EchoStatistics::received, 6U)));
  EXPECT_EQ(loss.matched(), 9U);
  EXPECT_EQ(loss.hit(), 3U);
}

}  // namespace
}  // namespace netrig
