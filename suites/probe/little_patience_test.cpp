// The short forms of a question take a patience too.
#include "client_router_server.hpp"

namespace netrig {
namespace {

using std::chrono_literals::operator""ms;
using ::testing::AllOf;
using ::testing::Field;
using ::testing::Lt;

/// Of a client that is never answered, and cannot be told why: its router is not where it sends.
class LittlePatience : public ClientRouterServer, public OfEachFamily {
 protected:
  const IpAddress target = server_address.in(family);
  static constexpr auto little = 50ms;

  void network_ready() override {
    node(client).add_neighbour({.address = near_router_address.in(family),
                                .interface = "eth0",
                                .mac = "02:00:5e:00:00:99"});
  }
  static auto SilentBeforeLong() {
    return AllOf(Silent(), Field("elapsed", &Outcome::elapsed, Lt(default_probe_patience)));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, LittlePatience, both_families, family_name);

TEST_P(LittlePatience, OfAPing) {
  EXPECT_THAT(node(client).ping(target, 1, little), SilentBeforeLong());
  EXPECT_THAT(node(client).ping(server, family, little), SilentBeforeLong());
}

TEST_P(LittlePatience, OfAConnection) {
  const auto web = node(server).serve(tcp(80));

  EXPECT_THAT(node(client).connect({target, tcp(80)}, little), SilentBeforeLong());
  EXPECT_THAT(node(client).connect(web, family, little), SilentBeforeLong());
}

TEST_P(LittlePatience, OfAnExchange) {
  const auto dns = node(server).serve(udp(53));

  EXPECT_THAT(node(client).exchange({target, udp(53)}, little), SilentBeforeLong());
  EXPECT_THAT(node(client).exchange(dns, family, little), SilentBeforeLong());
}

TEST_P(LittlePatience, OfAnAddressResolution) {
  EXPECT_THAT(node(client).resolve_neighbour(absent_neighbour.in(family), 0ms), Silent());
}

}  // namespace
}  // namespace netrig
