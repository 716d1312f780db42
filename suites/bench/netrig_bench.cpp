// netrig's side of ci/bench.
//
//   netrig_bench WORK NODES REPEAT      prints {"work": "build", "nodes": 2, "us": [2100.4, ...]}
//
// The same command line and the same work as `floor` and the peers.
#include <fmt/format.h>
#include <unistd.h>
#include <netrig/gtest.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "captures.hpp"
#include "dropped.hpp"
#include "failover.hpp"
#include "matrix.hpp"

namespace {

using namespace netrig;
using Clock = std::chrono::steady_clock;

constexpr std::uint16_t port = 7;

// Two hosts and a link, or a star: hosts on a switch.
Topology topology_of(std::size_t nodes) {
  Topology topology;
  if (nodes == 2) {
    const auto a = topology.add_host("host0"), b = topology.add_host("host1");
    topology.connect(a, b, "10.0.0.0/16");
    return topology;
  }
  const auto center = topology.add_switch("switch");
  for (std::size_t i = 0; i < nodes; ++i)
    topology.connect(topology.add_host(fmt::format("host{}", i)), center, "10.0.0.0/16");
  return topology;
}

std::vector<NodeId> hosts_of(const Network& network) {
  std::vector<NodeId> hosts;
  for (const auto& node : network.nodes())
    if (network.plan().node(node.id()).kind == NodeKind::host) hosts.push_back(node.id());
  return hosts;
}

template <class Work>
double seconds(Work&& work) {
  const auto begun = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

// Waits until the kernel has removed the network before. It announces a removal when it begins, and
// begins with the next batch of namespaces when it is through with the one before.
void settle() {
  Topology topology;
  topology.add_host("last");
  Network(topology).remove();
}

// Each gives the measured seconds of one repetition.
double build(std::size_t nodes) {
  const auto topology = topology_of(nodes);
  std::optional<Network> network;
  const auto taken = seconds([&] { network.emplace(topology); });
  network->remove();
  return taken;
}

double teardown_closed(std::size_t nodes, Sandbox& sandbox) {
  std::optional<Network> network(topology_of(nodes));
  const auto taken = seconds([&] { network.reset(); });
  sandbox.wait_until_all_removed(Deadline::in(kernel_patience));
  return taken;
}

double teardown_confirmed(std::size_t nodes) {
  Network network(topology_of(nodes));
  return seconds([&] { network.remove(); });
}

double all_pairs_tcp(std::size_t nodes) {
  Network network(topology_of(nodes));
  const auto hosts = hosts_of(network);
  std::vector<Service> services;
  for (const auto host : hosts) services.push_back(network[host].serve(tcp(port)));
  std::vector<Question> questions;
  for (const auto from : hosts)
    for (const auto to : hosts)
      if (from != to)
        questions.push_back({from, TcpProbe{.target = {network[from].address_of(to), tcp(port)}}});

  std::vector<Outcome> outcomes;
  const auto taken =
      seconds([&] { outcomes = network.ask(questions, Deadline::in(10 * kernel_patience)); });
  if (!std::ranges::all_of(outcomes, &Outcome::reached)) {
    fmt::print(stderr, "{}\n", *std::ranges::find(outcomes, false, &Outcome::reached));
    std::exit(1);
  }
  network.remove();
  return taken;
}

class TwoHosts : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");

  TwoHosts() { topology.connect(client, server, "10.0.0.0/16"); }
};

TEST_F(TwoHosts, ReachEachOther) {
  const auto echo = node(server).serve(tcp(port));

  EXPECT_THAT(node(client).connect(echo), Reached());
}

// Measures a test from its fixture's constructor to its destructor, and says why it failed.
class Stopwatch : public ::testing::EmptyTestEventListener {
 public:
  double taken() const { return std::chrono::duration<double>(taken_).count(); }

 private:
  void OnTestStart(const ::testing::TestInfo&) override { begun_ = Clock::now(); }
  void OnTestEnd(const ::testing::TestInfo&) override { taken_ = Clock::now() - begun_; }
  void OnTestPartResult(const ::testing::TestPartResult& result) override {
    if (!result.passed()) fmt::print(stderr, "{}\n", result.message());
  }

  Clock::time_point begun_;
  Clock::duration taken_{};
};

// GoogleTest owns it. Its own listener would print.
Stopwatch& replace_listener() {
  int argc = 1;
  std::string name = "netrig_bench";
  std::array<char*, 2> argv{name.data(), nullptr};
  ::testing::InitGoogleTest(&argc, argv.data());
  auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  auto* stopwatch = new Stopwatch;
  listeners.Append(stopwatch);
  return *stopwatch;
}

double test(Sandbox& sandbox) {
  static const auto& stopwatch = replace_listener();
  if (RUN_ALL_TESTS() != 0) std::exit(1);
  sandbox.wait_until_all_removed(Deadline::in(kernel_patience));
  return stopwatch.taken();
}

// Measures nothing: keeps the network until standard input ends, for suites/bench/same_network.
double hold(std::size_t nodes) {
  Network network(topology_of(nodes));
  auto all = network.nodes();
  // Not std::ranges: clang++ 14 cannot.
  std::stable_partition(all.begin(), all.end(), [&](const Node& node) {
    return network.plan().node(node.id()).kind == NodeKind::host;
  });
  for (auto& node : all)
    fmt::print(stderr, "nsenter --net=/proc/{}/task/{}/ns/net\n", ::getpid(),
               node.run([] { return ::gettid(); }));
  while (std::getchar() != EOF) continue;
  network.remove();
  return 0;
}

// Kernel memory as Slab + Percpu + VmallocUsed, for the reason that floor/memory.c gives; the
// process's as VmRSS. Both in KiB.
double kib_in(const char* path, const std::vector<std::string>& names) {
  double sum = 0;
  std::ifstream file(path);
  for (std::string name, rest; file >> name && std::getline(file, rest);)
    if (std::ranges::find(names, name) != names.end()) sum += std::stod(rest);
  return sum;
}

std::array<double, 3> usage() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return {kib_in("/proc/meminfo", {"Slab:", "Percpu:", "VmallocUsed:"}),
          kib_in("/proc/self/status", {"VmRSS:"}),
          static_cast<double>(std::distance(begin(descriptors), end(descriptors)))};
}

void print_memory(std::size_t nodes, std::size_t repeat) {
  const auto topology = topology_of(nodes);
  std::array<std::vector<double>, 3> samples;
  for (std::size_t i = 0; i < repeat; ++i) {
    const auto before = usage();
    Network network(topology);
    const auto after = usage();
    const auto all_nodes = static_cast<double>(network.nodes().size());
    network.remove();
    settle();
    for (std::size_t kind = 0; kind < samples.size(); ++kind)
      samples[kind].push_back((after[kind] - before[kind]) / all_nodes);
  }
  for (auto& each : samples) std::ranges::nth_element(each, each.begin() + each.size() / 2);
  const auto median = [&](std::size_t kind) { return samples[kind][samples[kind].size() / 2]; };
  fmt::print(
      R"({{"work": "memory", "nodes": {}, "kib_per_node": {:.1f}, "process_kib_per_node": {:.2f}, "descriptors_per_node": {:.2f}}})"
      "\n",
      nodes, median(0), median(1), median(2));
}

// The plain questions are the floor.
void print_matrix(std::size_t nodes, std::size_t repeat) {
  std::vector<double> us, floor_us;
  for (std::size_t i = 0; i < repeat; ++i) {
    const auto times = matrix_reachable(topology_of(nodes));
    us.push_back(1e6 * times.matrix);
    floor_us.push_back(1e6 * times.plain);
    settle();
  }
  fmt::print(R"({{"work": "matrix_reachable", "nodes": {}, "us": [{:.1f}], "floor_us": [{:.1f}]}})"
             "\n",
             nodes, fmt::join(us, ", "), fmt::join(floor_us, ", "));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: netrig_bench WORK NODES REPEAT\n");
    return 2;
  }
  const std::string work = argv[1];
  const auto nodes = std::stoul(argv[2]), repeat = std::stoul(argv[3]);
  Sandbox sandbox;
  if (work == "memory") {
    print_memory(nodes, repeat);
    return sandbox.finish(0);
  }
  if (work == "matrix_reachable") {
    print_matrix(nodes, repeat);
    return sandbox.finish(0);
  }
  if (work == "captures") {
    fmt::print("{}\n", measure_captures(nodes, repeat, sandbox));
    return sandbox.finish(0);
  }
  const std::map<std::string, std::function<double()>> works{
      {"build", [&] { return build(nodes); }},
      {"teardown_closed", [&] { return teardown_closed(nodes, sandbox); }},
      {"teardown_confirmed", [&] { return teardown_confirmed(nodes); }},
      {"all_pairs_tcp", [&] { return all_pairs_tcp(nodes); }},
      {"dropped_verdict_trace", dropped_verdict_trace},
      {"dropped_verdict_ebpf", dropped_verdict_ebpf},
      {"matrix_half_dropped", [&] { return matrix_half_dropped(nodes); }},
      {"bgp_failover", bgp_failover},
      {"ospf_failover", ospf_failover},
      {"hold", [&] { return hold(nodes); }},
      {"test", [&] { return test(sandbox); }},
  };
  if (!works.contains(work)) {
    fmt::print(stderr, "netrig_bench: no work '{}'\n", work);
    return 2;
  }
  std::vector<double> us;
  for (std::size_t i = 0; i < repeat; ++i) {
    us.push_back(1e6 * works.at(work)());
    settle();
  }
  fmt::print(R"({{"work": "{}", "nodes": {}, "us": [{:.1f}]}})"
             "\n",
             work, nodes, fmt::join(us, ", "));
  return sandbox.finish(0);
}
