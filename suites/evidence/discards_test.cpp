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
  const Family other = other_than(GetParam());

  /// A service that reads nothing.
  BoundPlainSocket bind_a_mute_one(Family of) {
    auto socket =
        node(server).run([&] { return bind_plainly({.address = server_address(of)}, udp(514)); });
    EXPECT_EQ(socket.result, std::error_code());
    return socket;
  }
  /// One of whose buffer the first datagram is more than all.
  BoundPlainSocket bind_one_that_is_full(Family of) {
    auto socket = bind_a_mute_one(of);
    constexpr int least = 1;
    EXPECT_EQ(::setsockopt(socket.fd.get(), SOL_SOCKET, SO_RCVBUF, &least, sizeof(least)), 0);
    ask(of);
    return socket;
  }
  Outcome ask(Family of) {
    return node(client).ask(UdpProbe{.target = {server_address(of), udp(514)},
                                     .send = std::string(8000, 'x'),
                                     .patience = short_patience});
  }
  static const char* counter_of(Family of) {
    return of == Family::ipv4 ? "UdpRcvbufErrors 1" : "Udp6RcvbufErrors 1";
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Discards, both_families, family_name);

TEST_P(Discards, AreNamedWithTheNodeThatCountedThem) {
  const auto full = bind_one_that_is_full(GetParam());

  const auto outcome = ask(GetParam());

  if (kernel_has(Feature::ebpf))
    EXPECT_THAT(outcome, DroppedAt(node(server), DropCause::kernel));
  else
    EXPECT_THAT(outcome, AllOf(Silent(), Field("explanation", &Outcome::explanation,
                                               AllOf(HasSubstr("'server' has counted since"),
                                                     HasSubstr(counter_of(GetParam()))))));
}

TEST_P(Discards, AreOfTheProbesFamily) {
  const auto full = bind_one_that_is_full(other);
  const auto mute = bind_a_mute_one(GetParam());

  ask(other);
  const auto outcome = ask(GetParam());

  EXPECT_THAT(outcome, AllOf(Silent(), Field("explanation", &Outcome::explanation,
                                             Not(HasSubstr(counter_of(other))))));
}

}  // namespace
}  // namespace netrig
