// After ip_local_port_range.c: the socket option IP_LOCAL_PORT_RANGE (Linux 6.3), which narrows
// net.ipv4.ip_local_port_range for one socket, of IPv6 as well.
#include <netinet/in.h>
#include <sys/socket.h>

#include <netrig/gtest.hpp>

#include "case.hpp"
#include "families.hpp"
#include "sockets/bindings.hpp"
#include "sockets/system_calls.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Ne;
using ::testing::UnorderedElementsAre;
using ::testing::Values;

constexpr int option_number = 51;  // of IPPROTO_IP; newer than some C libraries
constexpr std::uint16_t lowest = 40000, highest = 49999;
const auto invalid = std::make_error_code(std::errc::invalid_argument);

struct Transport : Case {
  Family family;
  int type;
  int protocol;
};
const auto transports =
    Values(Transport{{"Tcp"}, Family::ipv4, SOCK_STREAM, IPPROTO_TCP},
           Transport{{"Udp"}, Family::ipv4, SOCK_DGRAM, IPPROTO_UDP},
           Transport{{"Sctp"}, Family::ipv4, SOCK_STREAM, IPPROTO_SCTP},
           Transport{{"TcpOverIpv6"}, Family::ipv6, SOCK_STREAM, IPPROTO_TCP},
           Transport{{"UdpOverIpv6"}, Family::ipv6, SOCK_DGRAM, IPPROTO_UDP},
           Transport{{"SctpOverIpv6"}, Family::ipv6, SOCK_STREAM, IPPROTO_SCTP});

constexpr std::uint32_t range(std::uint32_t low, std::uint32_t high) {
  return high << 16 | low;
}

/// The value of the socket option, of any size.
template <class Value>
std::error_code set_range(const UniqueFd& socket, Value value) {
  return result_of(::setsockopt(socket.get(), IPPROTO_IP, option_number, &value, sizeof(value)));
}

std::uint32_t range_of(const UniqueFd& socket) {
  std::uint32_t value = ~0U;
  socklen_t size = sizeof(value);
  check(::getsockopt(socket.get(), IPPROTO_IP, option_number, &value, &size),
        [] { return "cannot read IP_LOCAL_PORT_RANGE"; });
  return value;
}

std::uint16_t port_of(const UniqueFd& socket) {
  return local_of(socket).port();
}

class LocalPortRangeTest : public NetworkTest {
 protected:
  explicit LocalPortRangeTest(const Transport& given) : transport(given) {
    topology.set_sysctl(host, "net.ipv4.ip_local_port_range", "40000 49999");
  }
  void network_ready() override {
    if (transport.protocol == IPPROTO_SCTP && !try_open())
      GTEST_SKIP() << "this kernel has no SCTP (CONFIG_IP_SCTP)";
  }

  UniqueFd open() {
    auto socket = try_open();
    check(socket.get(), [] { return "cannot open a socket"; });
    return socket;
  }
  /// One that is bound to the loopback address, and to whichever port it gets.
  UniqueFd bound_within(std::uint32_t ports) {
    auto socket = open();
    if (const auto code = set_range(socket, ports)) throw Error(code, "cannot set a range");
    if (const auto code = bind(socket)) throw Error(code, "cannot bind");
    return socket;
  }
  std::vector<UniqueFd> bound_within(std::uint32_t ports, int count) {
    std::vector<UniqueFd> sockets;
    for (int i = 0; i < count; ++i) sockets.push_back(bound_within(ports));
    return sockets;
  }
  std::error_code bind(const UniqueFd& socket) { return bind_socket(socket, {loopback, 0}); }
  std::error_code connect(const UniqueFd& socket, std::uint16_t port) {
    return connect_socket(socket, {loopback, port});
  }

  static std::vector<std::uint16_t> ports_of(const std::vector<UniqueFd>& sockets) {
    std::vector<std::uint16_t> ports;
    for (const auto& socket : sockets) ports.push_back(port_of(socket));
    return ports;
  }

  const NodeId host = topology.add_host("host");
  const Transport transport;
  const IpAddress loopback = either(transport.family, "127.0.0.1", "::1");

 private:
  UniqueFd try_open() {
    const int domain = either(transport.family, AF_INET, AF_INET6);
    return node(host).run([&] {
      return UniqueFd(::socket(domain, transport.type | SOCK_CLOEXEC, transport.protocol));
    });
  }
};

class LocalPortRange : public LocalPortRangeTest, public ::testing::WithParamInterface<Transport> {
 protected:
  LocalPortRange() : LocalPortRangeTest(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(Transports, LocalPortRange, transports, case_name);

TEST_P(LocalPortRange, RefusesWhatIsNone) {
  const auto socket = open();

  EXPECT_EQ(set_range(socket, std::uint16_t{40000}), invalid);
  EXPECT_EQ(set_range(socket, std::uint64_t{range(40333, 40444)}), invalid);
  EXPECT_EQ(set_range(socket, range(40222, 40111)), invalid);
}

TEST_P(LocalPortRange, IsReadAsItWasSet) {
  const auto socket = open();
  EXPECT_EQ(range_of(socket), range(0, 0));

  EXPECT_EQ(set_range(socket, range(12345, 54321)), success);
  EXPECT_EQ(range_of(socket), range(12345, 54321));

  EXPECT_EQ(set_range(socket, range(0, 0)), success);
  EXPECT_EQ(range_of(socket), range(0, 0));
}

TEST_P(LocalPortRange, CanBeUsedUp) {
  const auto sockets = bound_within(range(40000, 40007), 8);
  const auto ninth = open();
  ASSERT_EQ(set_range(ninth, range(40000, 40007)), success);

  EXPECT_THAT(ports_of(sockets),
              UnorderedElementsAre(40000, 40001, 40002, 40003, 40004, 40005, 40006, 40007));
  EXPECT_EQ(bind(ninth), in_use);
}

TEST_P(LocalPortRange, CountsWhenThePortIsChosenLate) {
  if (transport.protocol == IPPROTO_SCTP) GTEST_SKIP() << "SCTP has no IP_BIND_ADDRESS_NO_PORT";
  const auto services = std::array{node(host).serve(tcp(80)), node(host).serve(udp(80))};
  const auto socket = open();
  const int on = 1;
  ASSERT_EQ(set_range(socket, range(40100, 40199)), success);
  ASSERT_EQ(
      result_of(::setsockopt(socket.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on))),
      success);

  EXPECT_EQ(bind(socket), success);
  EXPECT_EQ(port_of(socket), 0);

  EXPECT_EQ(connect(socket, 80), success);
  EXPECT_THAT(port_of(socket), AllOf(Ge(40100), Le(40199)));
}

struct RangeCase : Case {
  std::uint16_t low, high;
  std::uint16_t expected = 0;
};

class LocalPortRangeCase : public LocalPortRangeTest,
                           public ::testing::WithParamInterface<std::tuple<RangeCase, Transport>> {
 protected:
  LocalPortRangeCase() : LocalPortRangeTest(std::get<Transport>(GetParam())) {}
  const RangeCase& row = std::get<RangeCase>(GetParam());
};

class SinglePortRange : public LocalPortRangeCase {};
INSTANTIATE_TEST_SUITE_P(Table, SinglePortRange,
                         Combine(Values(RangeCase{{"Inside"}, 45000, 45000, 45000},
                                        RangeCase{{"UpToTheFirst"}, 0, lowest, lowest},
                                        RangeCase{{"FromTheLast"}, highest, 0, highest}),
                                 transports),
                         combined_name);

TEST_P(SinglePortRange, GivesThatPort) {
  EXPECT_EQ(port_of(bound_within(range(row.low, row.high))), row.expected);
}

class RangeOutsideOfTheNodes : public LocalPortRangeCase {};
INSTANTIATE_TEST_SUITE_P(Table, RangeOutsideOfTheNodes,
                         Combine(Values(RangeCase{{"Below"}, 30000, 39999},
                                        RangeCase{{"Above"}, 50000, 59999}),
                                 transports),
                         combined_name);

// Two of them: it is not cut down to the first or last port of the node's range either.
TEST_P(RangeOutsideOfTheNodes, IsIgnored) {
  const auto sockets = bound_within(range(row.low, row.high), 2);

  EXPECT_THAT(ports_of(sockets), Each(AllOf(Ge(lowest), Le(highest))));
  EXPECT_THAT(port_of(sockets[0]), Ne(port_of(sockets[1])));
}

}  // namespace
}  // namespace netrig
