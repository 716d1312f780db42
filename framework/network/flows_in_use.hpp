// Which flows the probes of a network ask by at this moment.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "netlink/nftables_trace_requests.hpp"

namespace netrig {

/// A flow is known by its port or echo id in all nodes: what is seen of two probes that have the
/// same, from different nodes, cannot be told apart. Safe to share between threads.
class FlowsInUse {
 public:
  /// In use as long as somebody holds it. True from the moment on at which another takes it, too.
  std::shared_ptr<const std::atomic<bool>> take(const netlink::TracedFlow& flow) {
    const std::lock_guard lock(mutex_);
    auto& known = known_[{flow.protocol, flow.identifier}];
    auto is_shared = known.lock();
    if (is_shared)
      *is_shared = true;
    else
      known = is_shared = std::make_shared<std::atomic<bool>>(false);
    return is_shared;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<IpProtocol, std::uint16_t>, std::weak_ptr<std::atomic<bool>>> known_{};
};

}  // namespace netrig
