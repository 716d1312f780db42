#include <algorithm>

#include "netlink/fault_checks.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/injected_fault.hpp"
#include "netrig/network/node.hpp"
#include "network/nftables_fault.hpp"
#include "network/rulesets.hpp"

namespace netrig {
namespace {

std::vector<std::string> interfaces_of(const Node& node, const Fault& fault) {
  if (!fault.interface.empty()) return {node.interface(fault.interface).name()};
  std::vector<std::string> names;
  for (const auto& each : node.interfaces()) names.push_back(each.name);
  return names;
}

}  // namespace

std::string missing(FaultBackend) {
  return {};
}

InjectedFault Node::inject(const Fault& wanted) const {
  auto fault = checked(wanted, name());
  const auto interfaces = interfaces_of(*this, fault);
  if (const auto reason = beyond_nftables(fault); !reason.empty()) throw UnsupportedError(reason);
  fault.backend = FaultBackend::nftables;
  on_thrown_away_thread([this] { open_rulesets(*network_); });
  auto running = run_by_nftables(fault, *network_->rulesets.at(id_.index), interfaces);
  network_->faults.add(running);
  return InjectedFault(std::move(running));
}

}  // namespace netrig
