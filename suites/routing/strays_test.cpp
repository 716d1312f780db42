// What comes to the socket of a path and is no answer to it.
#include <netinet/in.h>
#include <netinet/udp.h>

#include <atomic>
#include <boost/asio/ip/udp.hpp>
#include <thread>

#include "routed.hpp"

namespace netrig {
namespace {

using boost::asio::ip::udp;

// Datagrams faster than anybody reads them, until it goes or its time is over.
class Flood {
 public:
  Flood(const Node& from, const udp::endpoint& to)
      : socket_(from.run([&] { return udp::socket(context_, to.protocol()); })),
        thread_([this, to] { send(to); }) {}
  ~Flood() {
    stopped_ = true;
    thread_.join();
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

  bool goes_on() const { return !over_.passed(); }

 private:
  // As many datagrams with each call as the kernel allows (UDP_MAX_SEGMENTS).
  void send(const udp::endpoint& to) {
    const std::string bytes(64, 'x');
    const int size = 1;
    ::setsockopt(socket_.native_handle(), SOL_UDP, UDP_SEGMENT, &size, sizeof(size));
    boost::system::error_code ignored;
    while (!stopped_ && goes_on()) socket_.send_to(boost::asio::buffer(bytes), to, 0, ignored);
  }

  const Deadline over_ = Deadline::in(kernel_patience);
  std::atomic<bool> stopped_ = false;
  boost::asio::io_context context_;
  udp::socket socket_;
  std::thread thread_;
};

class Strays : public Routed {
 protected:
  static constexpr std::uint16_t port = 4321;
  const UdpProbe datagrams{.target = {address_of_server, netrig::udp(53)},
                           .source_port = port,
                           .patience = short_patience};

  void server_answers_as_another() {
    node(server).configure(nftables_text(R"(
      table inet disguise {
        chain postrouting {
          type filter hook postrouting priority mangle; policy accept;
          udp sport 53 udp sport set 9
          icmp type echo-reply ip saddr set 192.0.2.131
          icmpv6 type echo-reply ip6 saddr set 2001:db8:2::3
        }
      }
    )"));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Strays, both_families, family_name);

TEST_P(Strays, FromAnotherPortAreNoArrival) {
  auto dns = node(server).serve(netrig::udp(53));
  server_answers_as_another();

  EXPECT_THAT(network().path(client, datagrams).by_ttl, EndsAfter(west, east));
}

TEST_P(Strays, FromAnotherAddressAreNoArrival) {
  server_answers_as_another();

  EXPECT_THAT(path().by_ttl, EndsAfter(west, east));
}

TEST_P(Strays, OfOtherContentAreNoArrivalEither) {
  auto dns = node(server).serve(netrig::udp(53), {.answer = "hello\n"});
  server_answers_as_another();

  EXPECT_THAT(network().path(client, datagrams).by_ttl, EndsAfter(west, east));
}

TEST_P(Strays, ThatKeepComingDoNotKeepAPathFromItsEnd) {
  node(west).add_route({.destination = only(address_of_server), .type = RouteType::blackhole});
  const Flood flood(node(server), {address_of_client, port});

  const auto way = network().path(client, datagrams);

  EXPECT_TRUE(flood.goes_on());
  EXPECT_THAT(way, EndsAfter(west));
}

}  // namespace
}  // namespace netrig
