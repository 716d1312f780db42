// After ip_defrag.sh and ip_defrag.c: datagrams in fragments that come in any order, and fragments
// that overlap (RFC 5722; Linux takes it for IPv4 as well).
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "case.hpp"
#include "families.hpp"
#include "netrig/fixtures/two_hosts.hpp"
#include "sockets/bindings.hpp"
#include "sockets/raw_packets.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Values;
using Fragments = std::vector<Fragment>;

/// Who puts the fragments together.
enum class Reassembly { by_ip, by_connection_tracking };
std::string name_of(Reassembly by) {
  return by == Reassembly::by_ip ? "" : "Tracked";
}

std::string payload_of(std::size_t size, char first = 'a') {
  std::string text;
  for (std::size_t i = 0; i < size; ++i)
    text += static_cast<char>(first + static_cast<char>((i + i / 26) % 26));
  return text;
}

class FragmentedDatagram : public TwoHosts {
 protected:
  FragmentedDatagram(Family of, Reassembly by) : family(of) {
    topology.set_sysctl(server, "net.ipv4.ipfrag_high_thresh", "9000000");
    topology.set_sysctl(server, "net.ipv4.ipfrag_low_thresh", "7000000");
    if (by == Reassembly::by_connection_tracking)
      topology.configure(server, nftables_text(R"(
        table inet filter {
          chain input {
            type filter hook input priority filter; policy accept
            ct state new counter
          }
        }
      )"));
  }
  void network_ready() override {
    ASSERT_THAT(node(client).ping(server, family), Reached());  // they are acquainted
    auto bound = node(server).run(
        [this] { return bind_plainly({.address = target().address}, target().port); });
    ASSERT_EQ(bound.result, success);
    receiver = std::move(bound.fd);
  }
  Endpoint sender() { return {node(server).address_of(client, family), udp(9001)}; }
  Endpoint target() { return {node(client).address_of(server, family), udp(9000)}; }

  Bytes datagram(std::string_view payload) { return udp_datagram(sender(), target(), payload); }
  void send(std::uint16_t packet_id, const Fragments& fragments) {
    const auto from = sender().address, to = target().address;
    node(client).run([&] { send_fragments(from, to, packet_id, fragments); });
  }
  std::string receive() {
    pollfd readable{.fd = receiver.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, Deadline::in(kernel_patience).poll_timeout()) != 1)
      throw DeadlineError("a datagram");
    std::string text(65536, ' ');
    text.resize(static_cast<std::size_t>(check(::recv(receiver.get(), text.data(), text.size(), 0),
                                               [] { return "cannot receive a datagram"; })));
    return text;
  }

  const Family family;
  UniqueFd receiver;
};

Fragments in_order(Fragments fragments) {
  return fragments;
}
Fragments backwards(Fragments fragments) {
  std::reverse(fragments.begin(), fragments.end());
  return fragments;
}
// Every other one: with the second as `first` those that are behind the odd ones.
Fragments every_other(const Fragments& fragments, std::size_t first) {
  Fragments chosen;
  for (auto i = first; i < fragments.size(); i += 2) chosen.push_back(fragments[i]);
  return chosen;
}
Fragments joined(Fragments fragments, const Fragments& others) {
  fragments.insert(fragments.end(), others.begin(), others.end());
  return fragments;
}
Fragments the_odd_ones_first(Fragments fragments) {
  return joined(every_other(fragments, 1), every_other(fragments, 0));
}
Fragments each_twice(Fragments fragments) {
  Fragments doubled;
  for (const auto& fragment : fragments) doubled.insert(doubled.end(), 2, fragment);
  return {doubled.begin(), doubled.end() - 1};  // what is behind the last begins another datagram
}

struct Order : Case {
  Fragments (*arrange)(Fragments);
};
struct Sizes : Case {
  std::size_t payload, fragment;  ///< bytes
};

using WholeCase = std::tuple<Family, Reassembly, Order, Sizes>;
class WholeDatagram : public FragmentedDatagram, public ::testing::WithParamInterface<WholeCase> {
 protected:
  WholeDatagram()
      : FragmentedDatagram(std::get<Family>(GetParam()), std::get<Reassembly>(GetParam())) {}
  const Order order = std::get<Order>(GetParam());
  const Sizes sizes = std::get<Sizes>(GetParam());
};
const auto reassemblies = Values(Reassembly::by_ip, Reassembly::by_connection_tracking);
INSTANTIATE_TEST_SUITE_P(
    Table, WholeDatagram,
    Combine(both_families, reassemblies,
            Values(Order{{"InOrder"}, &in_order}, Order{{"Backwards"}, &backwards},
                   Order{{"TheOddOnesFirst"}, &the_odd_ones_first},
                   Order{{"EachTwice"}, &each_twice}),
            Values(Sizes{{"OfThreeFragments"}, 9, 8}, Sizes{{"OfTheSmallestFragments"}, 1000, 8},
                   Sizes{{"OfOddLength"}, 4097, 504}, Sizes{{"OfTheLargest"}, 60000, 1280})),
    combined_name);

TEST_P(WholeDatagram, IsDelivered) {
  const auto payload = payload_of(sizes.payload);

  send(1, order.arrange(cut(datagram(payload), sizes.fragment)));

  EXPECT_EQ(receive(), payload);
}

// A datagram of four fragments of 64 bytes. The second and the last one are there when another one
// comes, then come the first and the third.
struct Intruder : Case {
  std::pair<std::size_t, std::size_t> bounds;  ///< bytes of the datagram, multiples of 8
};
using IntruderCase = std::tuple<Family, Reassembly, Intruder>;
class IntrudedDatagram : public FragmentedDatagram,
                         public ::testing::WithParamInterface<IntruderCase> {
 protected:
  IntrudedDatagram()
      : FragmentedDatagram(std::get<Family>(GetParam()), std::get<Reassembly>(GetParam())) {}

  const std::string payload = payload_of(248);
  void send_with_the_intruder() {
    const auto& [begin, end] = std::get<Intruder>(GetParam()).bounds;
    const auto whole = datagram(payload);
    const auto fragments = cut(whole, 64);
    const Fragment intruder{.offset = begin, .bytes = {whole.data() + begin, whole.data() + end}};
    send(1, joined(joined(every_other(fragments, 1), {intruder}), every_other(fragments, 0)));
  }
};

class HarmlesslyIntrudedDatagram : public IntrudedDatagram {};
INSTANTIATE_TEST_SUITE_P(Table, HarmlesslyIntrudedDatagram,
                         Combine(both_families, reassemblies,
                                 Values(Intruder{{"TheSameAgain"}, {64, 128}},
                                        Intruder{{"APartOfOne"}, {72, 88}})),
                         combined_name);

TEST_P(HarmlesslyIntrudedDatagram, IsDelivered) {
  send_with_the_intruder();

  EXPECT_EQ(receive(), payload);
}

class SpoiltDatagram : public IntrudedDatagram {};
INSTANTIATE_TEST_SUITE_P(Table, SpoiltDatagram,
                         Combine(both_families, reassemblies,
                                 Values(Intruder{{"FromOneIntoTheGap"}, {96, 160}},
                                        Intruder{{"FromTheGapIntoOne"}, {56, 72}},
                                        Intruder{{"AroundOne"}, {56, 136}},
                                        Intruder{{"IntoTheLast"}, {184, 200}})),
                         combined_name);

TEST_P(SpoiltDatagram, IsNotDelivered) {
  const auto intact = payload_of(248, 'A');

  send_with_the_intruder();
  send(2, cut(datagram(intact), 64));

  EXPECT_EQ(receive(), intact);
}

}  // namespace
}  // namespace netrig
