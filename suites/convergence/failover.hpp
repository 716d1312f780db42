// How long nothing gets through.
#pragma once

#include <array>
#include <chrono>

#include "netrig/network/network.hpp"

namespace netrig {

/// Of each family, from now until the server has answered the client: until the first packet over a
/// new way, and its answer, when the old one is gone. A question is asked every 10 ms, so it is up
/// to 20 ms less. Throws DeadlineError.
inline std::array<std::chrono::nanoseconds, 2> time_until_answered(const Network& network,
                                                                   NodeId client,
                                                                   Deadline deadline) {
  using namespace std::chrono_literals;
  const auto begun = Deadline::Clock::now();
  const auto ask = [&](const char* server) {
    return Question{client,
                    EchoProbe{.target = server, .count = 2, .interval = 10ms, .patience = 20ms}};
  };
  const std::vector<Question> questions = {ask("10.0.2.2"), ask("2001:db8:2::2")};
  std::array<std::chrono::nanoseconds, 2> taken{};
  while (taken[0] == 0ns || taken[1] == 0ns) {
    if (deadline.passed()) throw DeadlineError("the server's answer in both families");
    const auto outcomes = network.ask(questions, deadline);
    for (std::size_t i = 0; i < taken.size(); ++i)
      if (taken[i] == 0ns && outcomes[i].reached()) taken[i] = Deadline::Clock::now() - begun;
  }
  return taken;
}

}  // namespace netrig
