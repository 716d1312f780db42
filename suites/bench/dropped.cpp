#include "dropped.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <netrig/netns/feature.hpp>
#include <netrig/netrig.hpp>
#include <netrig/nftables.hpp>
#include <optional>
#include <string>

namespace {

using namespace netrig;
using Clock = std::chrono::steady_clock;

// client -- router -- server, which listens.
struct Routed {
  Topology topology;
  NodeId client = topology.add_host("client"), router = topology.add_router("router"),
         server = topology.add_host("server");

  Routed() {
    topology.connect({client, {"10.0.1.2/24", "192.0.2.1/32"}}, {router, "lan", {"10.0.1.1/24"}});
    topology.connect(router, server, "10.0.2.0/24");
  }

  /// `reason` is the kernel's own, if it tells.
  double seconds_to_drop(DropCause cause, const std::string& reason,
                         std::optional<IpAddress> source = std::nullopt) const {
    Network network(topology);
    const auto telnet = network[server].serve(tcp(23));
    const TcpProbe probe{.target = {network[client].address_of(server), tcp(23)}, .source = source};
    // So that ARP knows: it is subject to rp_filter, too. Of this, nobody watches anything.
    network.ask({{client, EchoProbe{.target = "10.0.1.1"}}}, Deadline::in(kernel_patience));
    const auto begun = Clock::now();
    const auto outcome = network[client].ask(probe);
    const auto taken = std::chrono::duration<double>(Clock::now() - begun).count();
    if (!outcome.drop || outcome.drop->cause != cause || outcome.drop->id != router ||
        (kernel_has(Feature::ebpf) && outcome.drop->kernel_reason != reason)) {
      fmt::print(stderr, "not as expected: {}\n", outcome);
      std::exit(1);
    }
    network.remove();
    return taken;
  }
};

}  // namespace

double dropped_verdict_trace() {
  Routed routed;
  routed.topology.configure(routed.router, nftables_text(R"(
    table inet filter {
      chain forward {
        type filter hook forward priority filter; policy accept;
        tcp dport 23 drop comment "no telnet"
      }
    })"));
  return routed.seconds_to_drop(DropCause::rule, "NETFILTER_DROP");
}

double dropped_verdict_ebpf() {
  if (const auto sentence = missing(Feature::ebpf); !sentence.empty()) {
    fmt::print(stderr, "netrig_bench: {}\n", sentence);
    std::exit(3);
  }
  Routed routed;
  routed.topology.set_sysctl(routed.router, "net.ipv4.conf.lan.rp_filter", "1");
  return routed.seconds_to_drop(DropCause::route, "IP_RPFILTER", "192.0.2.1");
}
