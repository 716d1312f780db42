// What the kernel says of a probe's packets that it drops in the nodes of a network.
#pragma once

#include <optional>
#include <vector>

#include "evidence/drop_reasons.hpp"
#include "evidence/kernel_drops.hpp"
#include "netrig/evidence/drop_report.hpp"
#include "network/state.hpp"

namespace netrig {

/// Knows nothing where there is no eBPF: see Feature::ebpf.
class KernelEvidence {
 public:
  /// Begins to watch the flow.
  KernelEvidence(NetworkState& network, const netlink::TracedFlow& flow);

  /// One of them can be read when there may be news; none where it knows nothing.
  std::vector<int> descriptors() const;
  /// Reads the news. Never waits.
  void read();
  /// Of earlier packets.
  void forget();
  /// The drop that says most about the probe. Its doubt is empty where it is certain that no answer
  /// comes.
  const std::optional<DropReport>& drop() const noexcept { return drop_; }
  /// Whether the kernel has told of a drop that is known otherwise, or cannot.
  bool has_seen(const DropReport& report) const;
  /// Adds the kernel's own words to it, if it has.
  void add_to(DropReport& report) const;
  /// Why it knows nothing, where it should; else empty.
  const std::string& failure() const noexcept { return failure_; }

 private:
  void watch();
  DropReport report_of(const KernelDrop& drop, const DropMeaning& meaning, NodeId node) const;
  static bool is_same(const DropReport& seen, const DropReport& report);

  NetworkState& network_;
  const netlink::TracedFlow flow_;
  std::optional<KernelDropWatch> watch_{};
  std::vector<DropReport> seen_{};
  std::optional<DropReport> drop_{};
  std::string failure_{};
};

}  // namespace netrig
