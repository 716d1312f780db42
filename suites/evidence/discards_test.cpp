// Where nobody saw the packet die, the counters of its way may tell.
#include <sys/socket.h>

#include <string>
#include <system_error>

#include "ruled.hpp"
#include "sockets/plain_socket.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

class Discards : public Ruled {
 protected:
  /// A service that reads nothing, and of whose buffer the first datagram is more than all.
  BoundPlainSocket bind_one_that_is_full() {
    auto socket = node(server).run([&] { return bind_plainly({.address = target}, udp(514)); });
    constexpr int least = 1;
    ::setsockopt(socket.fd.get(), SOL_SOCKET, SO_RCVBUF, &least, sizeof(least));
    ask();
    return socket;
  }
  Outcome ask() {
    return node(client).ask(UdpProbe{
        .target = {target, udp(514)}, .send = std::string(8000, 'x'), .patience = short_patience});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Discards, both_families, family_name);

TEST_P(Discards, AreNamedWithTheNodeThatCountedThem) {
  const auto full = bind_one_that_is_full();
  ASSERT_EQ(full.result, std::error_code());

  const auto outcome = ask();

  if (kernel_has(Feature::ebpf)) {
    EXPECT_THAT(outcome, DroppedAt(node(server), DropCause::kernel));
  } else {
    const auto name = GetParam() == Family::ipv4 ? "UdpRcvbufErrors 1" : "Udp6RcvbufErrors 1";
    EXPECT_THAT(
        outcome,
        AllOf(Silent(), Field("explanation", &Outcome::explanation,
                              AllOf(HasSubstr("'server' has counted since"), HasSubstr(name)))));
  }
}

TEST_P(Discards, AreOfTheProbesFamily) {
  const auto mute = node(server).run([&] { return bind_plainly({.address = target}, udp(514)); });
  ASSERT_EQ(mute.result, std::error_code());

  const auto outcome = ask();

  const auto others = GetParam() == Family::ipv4 ? "Ip6" : "IpIn";
  EXPECT_THAT(outcome,
              AllOf(Silent(), Field("explanation", &Outcome::explanation, Not(HasSubstr(others)))));
}

}  // namespace
}  // namespace netrig
