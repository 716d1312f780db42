#include "failover.hpp"

#include <algorithm>
#include <chrono>
#include <random>

#include "convergence/bgp.hpp"
#include "convergence/failover.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;

// BIRD sends news of a router's links at most every five seconds (MinLSInterval, RFC 2328 appendix
// B): a network that has just come up is slower to fail over than one that has been up for a while.
// Asks as long, and nothing may be lost. It also computes routes once in a second, since it was
// started: the cut may come at any time between.
void let_calm(const Network& network, NodeId client) {
  std::uniform_int_distribution<unsigned> tenths(52, 61);
  std::random_device random;
  const auto outcome = network[client].ask(
      EchoProbe{.target = "10.0.2.2", .count = tenths(random), .interval = 100ms, .patience = 5s});
  if (outcome.echo->loss() > 0)
    throw Error(std::make_error_code(std::errc::network_unreachable),
                "cannot measure in a network that loses packets");
}

template <class Start>
double failover(Start&& start) {
  Topology topology;
  const auto triangle = add_triangle(topology);
  Network network(topology);
  const std::vector<Process> daemons = start(network, triangle);
  wait_until_converged(network, triangle);
  let_calm(network, triangle.client);
  const auto taken = time_without_answer(
      network, triangle.client, [&] { network[triangle.a_to_switch].down(); },
      Deadline::in(program_patience));
  return std::chrono::duration<double>(std::ranges::max(taken)).count();
}

}  // namespace

double ospf_failover() {
  return failover(start_ospf);
}

double bgp_failover() {
  return failover([](const Network& network, const Triangle& triangle) {
    return start_bgp(network, triangle, "bfd;");
  });
}

}  // namespace netrig
