// What carries a fault out in a node, and what knows of all that were injected into a network.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "netlink/nftables_fault_requests.hpp"
#include "netrig/netlink/fault.hpp"

namespace netrig {

/// Safe to share between threads.
class RunningFault {
 public:
  explicit RunningFault(Fault fault) : fault_(std::move(fault)) {}
  virtual ~RunningFault() = default;
  RunningFault(const RunningFault&) = delete;
  RunningFault& operator=(const RunningFault&) = delete;

  const Fault& fault() const noexcept { return fault_; }
  /// As they were at the end, after that.
  netlink::FaultCounts counts();
  /// Does nothing the second time.
  void end();
  /// Its table in nf_tables; empty where it has none.
  virtual std::string table() const { return {}; }

 private:
  virtual netlink::FaultCounts count() = 0;
  virtual void remove() = 0;

  const Fault fault_;
  std::mutex mutex_;  // of the next
  bool has_ended_ = false;
  netlink::FaultCounts last_{};
};

/// Of a network. Safe to share between threads.
class Faults {
 public:
  Faults() = default;
  ~Faults() { end(); }
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  void add(std::shared_ptr<RunningFault> fault);
  /// Ends them all. What the kernel refuses goes with the namespaces.
  void end() noexcept;
  /// Also one that has ended; null when there was none.
  std::shared_ptr<RunningFault> find_by_table(const std::string& table);

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<RunningFault>> all_;
};

}  // namespace netrig
