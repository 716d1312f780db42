#include "network/kernel_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "evidence/drop_reasons.hpp"
#include "evidence/ruleset_watch.hpp"
#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

void open(NetworkState& network) try {
  network.kernel_drops.emplace();
  network.kernel_drops->namespaces.emplace(KernelDrops::of_this_process(), network.namespaces);
} catch (const UnsupportedError&) {
  // Feature::ebpf says what it takes.
} catch (const Error& error) {
  network.kernel_drops->failure = error.what();
}

bool is_by_ruleset(const DropReport& report) {
  return report.cause == DropCause::rule || report.cause == DropCause::policy;
}

// Of either backend.
bool is_faults(const std::string& reason) {
  return reason == "NETFILTER_DROP" || reason == "TC_INGRESS" || reason == "TC_EGRESS";
}

}  // namespace

KernelEvidence::KernelEvidence(NetworkState& network, const netlink::TracedFlow& flow)
    : network_(network), flow_(flow) {
  const std::lock_guard lock(network_.watching);
  if (!network_.kernel_drops) open(network_);
  failure_ = network_.kernel_drops->failure;
  if (network_.kernel_drops->namespaces) watch();
}

// The probe asks nevertheless: it only knows less.
void KernelEvidence::watch() try {
  watch_.emplace(*network_.kernel_drops->namespaces, flow_);
} catch (const Error& error) {
  failure_ = error.what();
}

std::vector<int> KernelEvidence::descriptors() const {
  return watch_ ? watch_->descriptors() : std::vector<int>();
}

void KernelEvidence::read() {
  if (!watch_) return;
  for (const auto& drop : watch_->take()) {
    const auto meaning = meaning_of(drop);
    const auto node = network_.kernel_drops->namespaces->position_of(drop);
    if (!meaning || node >= network_.namespaces.size()) continue;
    seen_.push_back(report_of(drop, *meaning, NodeId{node}));
    if (!drop_ || !drop_->doubt.empty()) drop_ = seen_.back();
  }
}

void KernelEvidence::forget() {
  read();
  seen_.clear();
  drop_.reset();
}

DropReport KernelEvidence::report_of(const KernelDrop& drop, const DropMeaning& meaning,
                                     NodeId id) const {
  auto& node = network_.at(id);
  const auto name_of = [&](int index) -> std::string {
    if (index == 0) return {};
    return netlink::name_or_number(node.route_socket(), index);
  };
  const bool leaves = drop.interface != drop.incoming_interface;
  return {.node = node.name(),
          .id = id,
          .cause = meaning.cause,
          .is_reply = is_reply(drop.packet, flow_),
          .packet = to_string(drop.packet),
          .incoming_interface = name_of(drop.incoming_interface),
          .outgoing_interface = leaves ? name_of(drop.interface) : "",
          .kernel_reason = drop.reason,
          .kernel_function = drop.function,
          .explanation = std::string(meaning.words),
          .doubt = std::string(meaning.doubt.empty() ? doubt_about(drop.packet) : meaning.doubt)};
}

bool KernelEvidence::is_same(const DropReport& seen, const DropReport& report) {
  if (seen.id != report.id || seen.is_reply != report.is_reply) return false;
  if (report.cause == DropCause::fault) return is_faults(seen.kernel_reason);
  return is_by_ruleset(report) ? seen.kernel_reason == "NETFILTER_DROP"
                               : seen.cause == report.cause;
}

bool KernelEvidence::has_seen(const DropReport& report) const {
  return !watch_ ||
         std::ranges::any_of(seen_, [&](const auto& seen) { return is_same(seen, report); });
}

void KernelEvidence::add_to(DropReport& report) const {
  for (const auto& seen : seen_) {
    if (!is_same(seen, report)) continue;
    report.kernel_reason = seen.kernel_reason;
    report.kernel_function = seen.kernel_function;
  }
}

}  // namespace netrig
