// What carries a fault out in a node, and what knows of all that were injected into a network.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "evidence/packet.hpp"
#include "netlink/nftables_fault_requests.hpp"
#include "netlink/nftables_trace_requests.hpp"
#include "netrig/netlink/fault.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

class RunningFault;

/// A packet that a fault has dropped.
struct LostPacket {
  const RunningFault* by;  ///< which is there as long as its network
  Packet packet;
  int interface;  ///< its index
};

/// Who wants to hear of the lost packets of a flow. `hear` is called by whoever reads them first.
struct FlowListener {
  netlink::TracedFlow flow;
  std::function<void(const LostPacket&)> hear;
};

/// Safe to share between threads.
class RunningFault {
 public:
  RunningFault(Fault fault, NodeId node) : fault_(std::move(fault)), node_(node) {}
  virtual ~RunningFault() = default;
  RunningFault(const RunningFault&) = delete;
  RunningFault& operator=(const RunningFault&) = delete;

  const Fault& fault() const noexcept { return fault_; }
  NodeId node() const noexcept { return node_; }
  /// As they were at the end, after that.
  netlink::FaultCounts counts();
  /// Does nothing the second time.
  void end();

  /// Its table in nf_tables, by which it is known in a trace; empty where it has none.
  virtual std::string table() const { return {}; }
  /// For one that no trace tells of: see FaultWatch. `listener` stays where it is until ignore().
  /// Gives a descriptor that can be read when read() has something to hand over; -1 for none.
  virtual int listen(const FlowListener&) { return -1; }
  virtual void ignore(const FlowListener&) {}
  virtual void read() {}

 private:
  virtual netlink::FaultCounts count() = 0;
  virtual void remove() = 0;

  const Fault fault_;
  const NodeId node_;
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
  /// Also those that have ended.
  std::vector<std::shared_ptr<RunningFault>> all();
  /// Null when there was none.
  std::shared_ptr<RunningFault> find_by_table(const std::string& table);

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<RunningFault>> all_;
};

}  // namespace netrig
