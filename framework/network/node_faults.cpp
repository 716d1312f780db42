#include "ebpf/interface_program.hpp"
#include "netlink/fault_checks.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/injected_fault.hpp"
#include "netrig/network/node.hpp"
#include "network/ebpf_fault.hpp"
#include "network/nftables_fault.hpp"
#include "network/rulesets.hpp"

namespace netrig {
namespace {

std::vector<netlink::Device> interfaces_of(const Node& node, const Fault& fault) {
  if (!fault.interface.empty()) {
    const auto only = node.interface(fault.interface);
    return {{only.index(), only.name()}};
  }
  std::vector<netlink::Device> all;
  for (const auto& each : node.interfaces()) all.push_back({each.index, each.name});
  return all;
}

// Why a backend cannot do it.
std::string reason_against(FaultBackend backend, const Fault& fault) {
  return backend == FaultBackend::nftables ? beyond_nftables(fault) : missing(backend);
}

FaultBackend choose(const Fault& fault) {
  if (fault.backend) {
    if (auto reason = reason_against(*fault.backend, fault); !reason.empty())
      throw UnsupportedError(std::move(reason));
    return *fault.backend;
  }
  const auto without_ebpf = missing(FaultBackend::ebpf);
  if (without_ebpf.empty()) return FaultBackend::ebpf;
  if (const auto reason = beyond_nftables(fault); !reason.empty())
    throw UnsupportedError(without_ebpf + "; " + reason);
  return FaultBackend::nftables;
}

}  // namespace

std::string missing(FaultBackend backend) {
  return backend == FaultBackend::ebpf ? ebpf::missing_at_interfaces() : std::string();
}

InjectedFault Node::inject(const Fault& wanted) const {
  auto fault = checked(wanted, name());
  const auto interfaces = interfaces_of(*this, fault);
  fault.backend = choose(fault);
  std::shared_ptr<RunningFault> running;
  if (fault.backend == FaultBackend::ebpf) {
    running = run_by_ebpf(fault, id_, network_namespace(), interfaces);
  } else {
    on_thrown_away_thread([this] { open_rulesets(*network_); });
    running = run_by_nftables(fault, id_, *network_->rulesets.at(id_.index), interfaces);
  }
  network_->faults.add(running);
  return InjectedFault(std::move(running));
}

}  // namespace netrig
