#include "captures.hpp"

#include <fmt/format.h>
#include <netrig/netrig.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <vector>

namespace {

using namespace netrig;
using Clock = std::chrono::steady_clock;

// host0 and host1, with a cable (2), a router (3) or a switch between them, and more at the switch.
Topology topology_of(std::size_t nodes) {
  Topology topology;
  if (nodes == 2) {
    topology.connect(topology.add_host("host0"), topology.add_host("host1"), "10.0.0.0/16");
    return topology;
  }
  if (nodes == 3) {
    const auto router = topology.add_router("router");
    topology.connect(topology.add_host("host0"), router, "10.0.0.0/24");
    topology.connect(router, topology.add_host("host1"), "10.0.1.0/24");
    return topology;
  }
  const auto center = topology.add_switch("switch");
  for (std::size_t i = 0; i + 1 < nodes; ++i)
    topology.connect(topology.add_host(fmt::format("host{}", i)), center, "10.0.0.0/16");
  return topology;
}

// The tenth percentile: what other programs take away from the rest is no cost of ours.
double undisturbed(std::vector<double> samples) {
  const auto found = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 10);
  std::ranges::nth_element(samples, found);
  return *found;
}

// Microseconds without captures and with them, in turns, so that a busy machine is busy for both.
using Pair = std::array<std::vector<double>, 2>;
double ratio(const Pair& taken) {
  return undisturbed(taken[1]) / undisturbed(taken[0]);
}

template <class Work>
double microseconds(Work&& work) {
  const auto begun = Clock::now();
  work();
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count();
}

void require(const Outcome& outcome) {
  if (outcome.reached()) return;
  fmt::print(stderr, "{}\n", outcome);
  std::exit(1);
}

}  // namespace

std::string measure_captures(std::size_t nodes, std::size_t repeat, Sandbox& sandbox) {
  const auto topology = topology_of(nodes);
  Pair build, end, ping, tcp;
  for (std::size_t i = 0; i < repeat; ++i)
    for (const bool captures : {false, true}) {
      std::optional<Network> network;
      build[captures].push_back(
          microseconds([&] { network.emplace(topology, NetworkOptions{.captures = captures}); }));
      network->remove();
      network.emplace(topology, NetworkOptions{.captures = captures});
      end[captures].push_back(microseconds([&] { network.reset(); }));
      const auto left = sandbox.wait_until_all_removed(Deadline::in(kernel_patience));
      if (!left.empty()) std::exit(1);
    }

  std::array<std::optional<Network>, 2> networks;
  for (const bool captures : {false, true})
    networks[captures].emplace(topology, NetworkOptions{.captures = captures});
  std::array<std::optional<Service>, 2> echo;
  for (const bool captures : {false, true})
    echo[captures] = networks[captures]->node("host1").serve(netrig::tcp(7));
  constexpr int probes = 5;  // one sample
  for (std::size_t i = 0; i < 100 * repeat; ++i)
    for (const bool captures : {false, true}) {
      const auto from = networks[captures]->node("host0");
      const auto target = networks[captures]->node("host1").id();
      ping[captures].push_back(microseconds([&] {
        for (int each = 0; each < probes; ++each) require(from.ping(target));
      }));
      tcp[captures].push_back(microseconds([&] {
        for (int each = 0; each < probes; ++each) require(from.connect(*echo[captures]));
      }));
    }
  return fmt::format(
      R"({{"work": "captures", "nodes": {}, "build": {:.3f}, "end": {:.3f}, "ping": {:.3f}, )"
      R"("tcp": {:.3f}, "us_per_node": {:.1f}, "ping_us": {:.1f}, "tcp_us": {:.1f}}})",
      nodes, ratio(build), ratio(end), ratio(ping), ratio(tcp),
      (undisturbed(build[1]) - undisturbed(build[0])) / static_cast<double>(nodes),
      undisturbed(ping[0]) / probes, undisturbed(tcp[0]) / probes);
}
