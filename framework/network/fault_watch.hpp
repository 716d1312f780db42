// Which packets of one flow faults drop that no trace tells of.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "netrig/core/unique_fd.hpp"
#include "network/running_fault.hpp"

namespace netrig {

/// Of all faults of a network that are in force when it begins.
class FaultWatch {
 public:
  /// They outlive it.
  FaultWatch(Faults& faults, const netlink::TracedFlow& flow);
  ~FaultWatch();
  FaultWatch(const FaultWatch&) = delete;
  FaultWatch& operator=(const FaultWatch&) = delete;

  /// On which there will be news; none without such faults.
  const std::vector<int>& descriptors() const noexcept { return descriptors_; }
  /// Reads the news. Never waits.
  void read();
  /// The last one since this was asked before.
  std::optional<LostPacket> take_drop();

 private:
  void hear(const LostPacket& lost);

  std::vector<std::shared_ptr<RunningFault>> faults_;
  FlowListener listener_;
  std::vector<int> descriptors_;
  UniqueFd told_;     // an eventfd(2): another thread has read of a packet of this flow
  std::mutex mutex_;  // of the next
  std::optional<LostPacket> drop_;
};

}  // namespace netrig
