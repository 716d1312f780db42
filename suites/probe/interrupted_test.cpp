// A TCP probe whose system calls are interrupted by signals.
#include <poll.h>

#include <atomic>

#include "client_router_server.hpp"

namespace {
std::atomic<int> interruptions = 0;  // how many calls of poll() are still to fail
}

// In the place of libc's: a signal hits the short time in which poll() looks for one far too
// seldom.
extern "C" int poll(pollfd* sockets, nfds_t count, int timeout) {
  if (interruptions > 0 && interruptions-- > 0) {
    errno = EINTR;
    return -1;
  }
  const timespec limit{timeout / 1000, timeout % 1000 * 1'000'000L};
  return ::ppoll(sockets, count, timeout < 0 ? nullptr : &limit, nullptr);
}

namespace netrig {
namespace {

class Interruption : public ClientRouterServer {};

TEST_F(Interruption, DoesNotMakeAHandshake) {
  node(router).add_route({.destination = "10.9.0.0/24", .type = RouteType::blackhole});
  const Probe unheard = TcpProbe{.target = "10.9.0.1:9/tcp", .patience = short_patience};

  interruptions = 1;
  const auto outcome = node(client).ask(unheard);

  EXPECT_THAT(outcome, Dropped());
  EXPECT_EQ(interruptions, 0);
}

}  // namespace
}  // namespace netrig
