#include "matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <netrig/netrig.hpp>
#include <netrig/nftables.hpp>
#include <vector>

namespace {

using namespace netrig;
using Clock = std::chrono::steady_clock;

template <class Work>
double seconds(Work&& work) {
  const auto begun = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

std::vector<Service> serve_in_all_hosts(const Network& network,
                                        const std::vector<TransportPort>& ports) {
  std::vector<Service> services;
  for (const auto& node : network.nodes())
    if (network.plan().node(node.id()).kind == NodeKind::host)
      for (const auto port : ports) services.push_back(node.serve(port));
  return services;
}

std::vector<Question> questions_of(const ReachabilityMatrix& matrix, const Network& network) {
  std::vector<Question> questions;
  for (const auto& cell : matrix.cells()) {
    if (!cell.ipv4) continue;
    auto probe = cell.ipv4->outcome->probe;
    std::visit([](auto& any) { any.patience = default_probe_patience; }, probe);
    questions.push_back({network.topology().find(cell.from), std::move(probe)});
  }
  return questions;
}

[[noreturn]] void fail(const ReachabilityMatrix& matrix) {
  fmt::print(stderr, "not as expected:\n{}\n", matrix);
  std::exit(1);
}

std::size_t count(const ReachabilityMatrix& matrix, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count_if(matrix.cells(), [&](const auto& cell) {
    return cell.ipv4 && cell.ipv4->verdict == verdict;
  }));
}

// host0 ... around a router, which drops what is for the odd ones.
Topology half_dropped(std::size_t nodes) {
  Topology topology;
  const auto router = topology.add_router("router");
  std::string closed;
  for (std::size_t i = 0; i < nodes; ++i) {
    topology.connect(router, topology.add_host(fmt::format("host{}", i)),
                     fmt::format("10.0.{}.0/24", i));
    if (i % 2 == 1) closed += fmt::format("{}10.0.{}.2", closed.empty() ? "" : ", ", i);
  }
  topology.configure(router, nftables_text(fmt::format(R"(
    table inet filter {{
      chain forward {{
        type filter hook forward priority filter; policy accept;
        ct state established,related accept
        ip daddr {{ {} }} drop comment "closed"
      }}
    }})",
                                                       closed)));
  return topology;
}

}  // namespace

MatrixTimes matrix_reachable(const Topology& star) {
  std::optional<ReachabilityMatrix> matrix;
  MatrixTimes times{};
  {
    Network network(star);
    const auto services = serve_in_all_hosts(network, {tcp(7)});
    times.matrix = seconds([&] { matrix = measure(network); });
    network.remove();
  }
  Network network(star);
  const auto services = serve_in_all_hosts(network, {tcp(7)});
  const auto questions = questions_of(*matrix, network);
  if (count(*matrix, Verdict::reached) != questions.size()) fail(*matrix);
  times.plain = seconds([&] { network.ask(questions, Deadline::never()); });
  network.remove();
  return times;
}

double matrix_half_dropped(std::size_t nodes) {
  const std::vector<TransportPort> ports = {tcp(80), tcp(443), udp(53)};
  Network network(half_dropped(nodes));
  const auto services = serve_in_all_hosts(network, ports);
  MeasureOptions options;
  for (std::size_t i = 0; i < nodes; ++i)
    for (const auto port : ports) options.destinations.emplace_back(fmt::format("host{}", i), port);

  std::optional<ReachabilityMatrix> matrix;
  const auto taken = seconds([&] { matrix = measure(network, options); });
  // The router's own packets do not pass the chain.
  if (count(*matrix, Verdict::dropped) != nodes / 2 * (nodes - 1) * ports.size()) fail(*matrix);
  network.remove();
  return taken;
}
