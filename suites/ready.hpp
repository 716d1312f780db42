// "Ready" means that the first packet passes at once: how that is measured.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <netrig/gtest.hpp>
#include <vector>

namespace netrig {

/// A neighbour's retransmission is 20 ms and the kernel's own stalls are a second: neither may
/// show, nor anything before the packet is sent.
inline auto IsReachedAtOnce() {
  constexpr std::chrono::milliseconds limit{100};
  return ::testing::AllOf(ReachedWithin(limit),
                          ::testing::Field("elapsed", &Outcome::elapsed, ::testing::Le(limit)));
}

using Ask = std::function<Outcome(Network&)>;

/// What the first question meets in each of `count` new networks.
inline std::vector<Outcome> first_outcomes(const Topology& topology, std::size_t count,
                                           const Ask& ask) {
  std::vector<Outcome> outcomes;
  while (outcomes.size() < count) {
    Network network(topology);
    outcomes.push_back(ask(network));
  }
  return outcomes;
}

}  // namespace netrig
