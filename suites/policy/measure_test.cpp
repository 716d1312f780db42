// What a network is asked for, and by whom.
#include <gmock/gmock.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <netrig/gtest.hpp>
#include <stop_token>
#include <thread>

#include "patience.hpp"
#include "refusal.hpp"

namespace netrig {
namespace {

namespace asio = boost::asio::ip;
using ::testing::Contains;
using ::testing::ElementsAre;

/// Words alone: who is asked in vain is asked for a short while.
ReachabilityMatrix measured(const Network& network, MeasureOptions options = {}) {
  options.patience = short_patience;
  return measure(network, options);
}
ReachabilityMatrix matrix(const char* text) {
  return ReachabilityMatrix::parse(text);
}

// left -- router -- right; right has IPv6 towards the router only.
class Measured : public NetworkTest {
 protected:
  const NodeId left = topology.add_host("left");
  const NodeId router = topology.add_router("router");
  const NodeId right = topology.add_host("right");

  Measured() {
    topology.connect(left, router, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(router, right, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
  /// A socket of no netrig Service.
  template <class Acceptor, class Endpoint>
  Acceptor bound(NodeId at, const Endpoint& local) {
    return node(at).run([&] { return Acceptor(node(at).io_context(), local); });
  }
};

TEST_F(Measured, AsksEachPairForEachThingThatListens) {
  auto web = node(right).serve(tcp(80)), ssh = node(right).serve(tcp(22));
  auto dns = node(router).serve(udp(53)), dns_over_tcp = node(router).serve(tcp(53));

  EXPECT_EQ(to_string(measured(network())),
            "IPv4/IPv6  left:icmp  router:icmp  router:53/tcp  router:53/udp  right:icmp  "
            "right:22/tcp  right:80/tcp\n"
            "left       -          reach        reach          reach          reach       "
            "reach         reach\n"
            "router     reach      -            -              -              reach       "
            "reach         reach\n"
            "right      reach      reach        reach          reach          -           "
            "-             -");
}

TEST_F(Measured, KnowsTheOutcomeOfEachCell) {
  auto web = node(right).serve(tcp(80));

  const auto all = measured(network());

  EXPECT_THAT(*all.cell("left", "right:80/tcp").ipv6->outcome, Reached());
  EXPECT_EQ(to_string(all.cell("left", "right:80/tcp").ipv6->outcome->probe),
            "[2001:db8:2::2]:80/tcp");
  EXPECT_EQ(to_string(all.cell("left", "right:icmp").ipv4->outcome->probe), "10.0.2.2 icmp echo");
}

TEST_F(Measured, AsksOneFamilyWhereToldSo) {
  EXPECT_EQ(measured(network(), {.family = Family::ipv6}),
            matrix("IPv6    left:icmp  router:icmp  right:icmp\n"
                   "left    -          reach        reach\n"
                   "router  reach      -            reach\n"
                   "right   reach      reach        -"));
}

TEST_F(Measured, AsksForWhatItIsToldInThatOrder) {
  auto web = node(right).serve(tcp(80));

  const auto all = measured(network(), {.destinations = {"right:81/tcp", "right:80/tcp"}});

  EXPECT_EQ(all, matrix("IPv4/IPv6  right:81/tcp  right:80/tcp\n"
                        "left       refuse        reach\n"
                        "router     refuse        reach\n"
                        "right      -             -"));
  EXPECT_THAT(all.columns(), ElementsAre(Destination("right:81/tcp"), Destination("right:80/tcp")));
}

TEST_F(Measured, AsksForSocketsOfWhomeverAtTheirOwnAddress) {
  const auto other =
      bound<asio::tcp::acceptor>(router, asio::tcp::endpoint(IpAddress("10.0.2.1"), 8080));

  const auto all = measured(network());

  const auto& cell = all.cell("left", "router:8080/tcp");
  EXPECT_EQ(all.word(cell), "reach/-");
  EXPECT_EQ(to_string(cell.ipv4->outcome->probe), "10.0.2.1:8080/tcp");
}

TEST_F(Measured, DoesNotAskForWhatListensForItsOwnNodeOnly) {
  const auto inside = node(right).serve(tcp(80), {.address = "127.0.0.1"});
  const auto inside_v6 = node(right).serve(udp(80), {.address = "::1"});

  EXPECT_EQ(measured(network()).find("left", "right:80/tcp"), nullptr);
  EXPECT_EQ(measured(network()).find("left", "right:80/udp"), nullptr);
}

// As mDNS responders, Samba and DHCPv6 clients have them.
TEST_F(Measured, DoesNotAskForWhatListensWhereNobodyCanNameIt) {
  const auto bound_to = [this](const char* address) {
    return bound<asio::udp::socket>(right, asio::udp::endpoint(IpAddress(address), 5353));
  };
  const auto group = bound_to("224.0.0.251"), network_broadcast = bound_to("10.0.2.255"),
             broadcast = bound_to("255.255.255.255"), group_v6 = bound_to("ff05::fb");
  const auto own = node(right).addresses();
  const auto link_local = std::ranges::find(own, true, &AddressInfo::is_link_local);
  asio::udp::endpoint on_link(link_local->address.address(), 5353);
  reinterpret_cast<sockaddr_in6*>(on_link.data())->sin6_scope_id =
      static_cast<unsigned>(link_local->interface_index);
  const auto by_link = bound<asio::udp::socket>(right, on_link);

  EXPECT_EQ(measured(network()).find("left", "right:5353/udp"), nullptr);
}

TEST_F(Measured, AsksForAnIpv6SocketOnAnIpv4Address) {
  const asio::tcp::endpoint mapped(boost::asio::ip::make_address_v6("::ffff:10.0.2.2"), 8080);
  const auto service = bound<asio::tcp::acceptor>(right, mapped);

  const auto all = measured(network());

  EXPECT_EQ(all.word(all.cell("left", "right:8080/tcp")), "reach/-");
}

TEST_F(Measured, AsksInTheFamiliesInWhichTheServiceListens) {
  const auto v4 = node(right).serve(tcp(80), {.address = "0.0.0.0"});
  const auto v6 = node(right).serve(tcp(81), {.address = "2001:db8:2::2"});

  const auto all = measured(network());

  EXPECT_EQ(all.word(all.cell("left", "right:80/tcp")), "reach/-");
  EXPECT_EQ(all.word(all.cell("left", "right:81/tcp")), "-/reach");
}

TEST_F(Measured, AsksPort53InTheWordsOfDns) {
  const auto dns = node(router).serve_dns({.zone = "www.example.com. A 192.0.2.80\n"});

  const auto all = measured(network());

  EXPECT_EQ(all.word(all.cell("left", "router:53/udp")), "reach");
  EXPECT_THAT(dns.questions(), Contains(AsksFor(".", RecordType::ns)));
}

TEST_F(Measured, SendsTheDatagramsThatItIsGiven) {
  const auto echo = node(right).serve(udp(123)), other = node(right).serve(udp(124));

  const auto all = measured(network(), {.datagrams = {{123, "what time is it?"}}});

  EXPECT_EQ(all.cell("left", "right:123/udp").ipv4->outcome->received, "what time is it?");
  EXPECT_EQ(all.cell("left", "right:124/udp").ipv4->outcome->received, "netrig");
}

TEST_F(Measured, FindsAServiceSilentThatNeverAnswers) {
  const auto mute = bound<asio::udp::socket>(right, asio::udp::endpoint(asio::udp::v6(), 514));

  const auto all = measured(network());

  EXPECT_EQ(all.word(all.cell("left", "right:514/udp")), "silent");
  EXPECT_EQ(all.word(all.cell("left", "right:icmp")), "reach");
}

// As on a machine that is too busy to answer all at once.
TEST_F(Measured, AsksAgainWhatWasNotAnsweredInTime) {
  auto slow = bound<asio::udp::socket>(right, asio::udp::endpoint(IpAddress("10.0.2.2"), 514));
  std::jthread answer_from_the_third_on([&slow](const std::stop_token& end) {
    const std::stop_callback wake(end, [&slow] {  // it receives an empty datagram
      boost::system::error_code of_a_socket_without_peer;
      slow.shutdown(asio::udp::socket::shutdown_receive, of_a_socket_without_peer);
    });
    for (std::size_t asked = 1;; ++asked) {
      std::array<char, 64> bytes;
      asio::udp::endpoint caller;
      const auto size = slow.receive_from(boost::asio::buffer(bytes), caller);
      if (end.stop_requested()) return;
      if (asked > 2) slow.send_to(boost::asio::buffer(bytes, size), caller);
    }
  });

  const auto all = measure(network(), {.destinations = {"right:514/udp"},
                                       .family = Family::ipv4,
                                       .first_patience = std::chrono::milliseconds(20),
                                       .patience = patience});

  EXPECT_EQ(all, matrix("IPv4    right:514/udp\n"
                        "left    reach\n"
                        "router  reach\n"
                        "right   -"));
}

TEST_F(Measured, RefusesWhatTheNetworkLacks) {
  EXPECT_EQ(refusal_of([&] { measure(network(), {.destinations = {"rihgt:80/tcp"}}); }),
            "no node 'rihgt': the nodes are 'left', 'router', 'right'");
}

TEST_F(Measured, RefusesADestinationThatIsThereTwiceBeforeItAsks) {
  const auto asked = bound<asio::udp::socket>(right, asio::udp::endpoint(asio::udp::v6(), 514));

  EXPECT_EQ(refusal_of([&] {
              measured(network(), {.destinations = {"right:514/udp", "right:514/udp"}});
            }),
            "the matrix has a column 'right:514/udp' already");
  EXPECT_EQ(asked.available(), 0U);
}

class MeasuredUnderAName : public NetworkTest {
 protected:
  MeasuredUnderAName() {
    topology.connect(topology.add_host("everyone"), topology.add_host("b"), "10.0.0.0/24");
  }
};

TEST_F(MeasuredUnderAName, RefusesOneThatAMatrixCannotHave) {
  EXPECT_EQ(refusal_of([this] { measure(network()); }),
            "a matrix cannot have the node 'everyone': in a policy this is any node; call it "
            "otherwise");
}

// a -- plain switch -- b, and a switch with an address; c has an address of its own family only.
class MeasuredSegment : public NetworkTest {
 protected:
  MeasuredSegment() {
    const auto a = topology.add_host("a"), b = topology.add_host("b"), c = topology.add_host("c");
    const auto plain = topology.add_switch("plain");
    const auto host = topology.add_switch("host", {.addresses = {"10.0.0.9/24"}});
    topology.connect(a, plain, {"10.0.0.0/24", "fd00::/64"});
    topology.connect(b, plain, "10.0.0.0/24");
    topology.connect(c, plain, "fd00::/64");
    topology.connect(plain, host);
  }
};

TEST_F(MeasuredSegment, LeavesOutWhatHasNoAddressInCommon) {
  EXPECT_EQ(measured(network()), matrix("IPv4/IPv6  a:icmp   b:icmp   c:icmp   host:icmp\n"
                                        "a          -        reach/-  -/reach  reach/-\n"
                                        "b          reach/-  -        -        reach/-\n"
                                        "c          -/reach  -        -        -\n"
                                        "host       reach/-  reach/-  -        -"));
}

TEST_F(MeasuredSegment, DoesNotAskForASwitchWithoutAnAddress) {
  EXPECT_EQ(refusal_of([&] { measure(network(), {.destinations = {"plain:icmp"}}); }),
            "'plain' has no address to be asked at");
}

// Two tenants with the same addresses: whoever answers, it need not be the one who is meant.
class MeasuredTwins : public NetworkTest {
 protected:
  MeasuredTwins() {
    const auto edge = topology.add_router("edge", {.routing = Routing::given});
    const auto other_edge = topology.add_router("other-edge", {.routing = Routing::given});
    const auto red = topology.add_host("red"), blue = topology.add_host("blue");
    topology.connect(edge, other_edge, "192.0.2.0/24");
    topology.connect({edge, {"10.0.0.1/24"}}, {red, {"10.0.0.2/24"}});
    topology.connect({other_edge, {"10.0.0.1/24"}}, {blue, {"10.0.0.2/24"}});
  }
};

TEST_F(MeasuredTwins, AreNotTakenForEachOther) {
  const auto all = measured(network());

  EXPECT_FALSE(all.cell("red", "blue:icmp").is_asked());
  EXPECT_EQ(all.word(all.cell("red", "other-edge:icmp")), "silent");
  EXPECT_EQ(all.word(all.cell("edge", "other-edge:icmp")), "reach");
}

}  // namespace
}  // namespace netrig
