// Who follows the rulesets of a running network.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "netrig/topology/topology.hpp"

namespace netrig {

class RulesetObserver {
 public:
  RulesetObserver() = default;
  virtual ~RulesetObserver() = default;
  RulesetObserver(const RulesetObserver&) = delete;
  RulesetObserver& operator=(const RulesetObserver&) = delete;

  /// A Configuration has been put in force there, and nobody has seen to its packets yet.
  virtual void ruleset_changed(NodeId node) = 0;
  /// Its namespaces are about to go: whoever holds on to one keeps it.
  virtual void network_ends() noexcept = 0;
};

/// Safe to share between threads. Does not own them.
class RulesetObservers {
 public:
  RulesetObservers() = default;
  ~RulesetObservers() { end(); }
  RulesetObservers(const RulesetObservers&) = delete;
  RulesetObservers& operator=(const RulesetObservers&) = delete;

  void add(const std::shared_ptr<RulesetObserver>& observer) {
    const std::lock_guard lock(mutex_);
    std::erase_if(observers_, [](const auto& each) { return each.expired(); });
    observers_.push_back(observer);
  }
  void changed(NodeId node) {
    for (const auto& each : alive()) each->ruleset_changed(node);
  }
  void end() noexcept {
    for (const auto& each : alive()) each->network_ends();
  }

 private:
  std::vector<std::shared_ptr<RulesetObserver>> alive() {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<RulesetObserver>> all;
    for (const auto& each : observers_)
      if (auto observer = each.lock()) all.push_back(std::move(observer));
    return all;
  }

  std::mutex mutex_;
  std::vector<std::weak_ptr<RulesetObserver>> observers_;
};

}  // namespace netrig
