// How long nothing gets through.
#pragma once

#include <array>
#include <chrono>

#include "netrig/core/error.hpp"
#include "netrig/network/network.hpp"

namespace netrig {

/// Of each family, how long after `failure()` has begun the client has an answer from the server
/// again: where that leaves no way, until the first packet has gone to and fro over another. Asked
/// every 10 ms, and waited for at most 30 ms, so it may have been as much sooner. Throws
/// DeadlineError.
template <class Failure>
std::array<std::chrono::nanoseconds, 2> time_without_answer(const Network& network, NodeId client,
                                                            Failure&& failure, Deadline deadline) {
  using namespace std::chrono_literals;
  const auto begun = Deadline::Clock::now();
  failure();
  const auto ask = [&](const char* server) {
    return Question{client,
                    EchoProbe{.target = server, .count = 2, .interval = 10ms, .patience = 20ms}};
  };
  const std::vector<Question> questions = {ask("10.0.2.2"), ask("2001:db8:2::2")};
  std::array<std::chrono::nanoseconds, 2> taken{};
  while (taken[0] == 0ns || taken[1] == 0ns) {
    if (deadline.passed()) throw DeadlineError("an answer from the server in both families");
    const auto outcomes = network.ask(questions, deadline);
    for (std::size_t i = 0; i < taken.size(); ++i)
      if (taken[i] == 0ns && outcomes[i].reached()) taken[i] = Deadline::Clock::now() - begun;
  }
  return taken;
}

}  // namespace netrig
