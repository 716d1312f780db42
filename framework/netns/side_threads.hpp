// Threads beside a node's own one, for calls that block and cannot be interrupted.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "netns/forked.hpp"

namespace netrig {

/// Any thread may start one. Nobody waits for one before the end of all.
class SideThreads {
 public:
  SideThreads() = default;
  /// Joins all.
  ~SideThreads();
  SideThreads(const SideThreads&) = delete;
  SideThreads& operator=(const SideThreads&) = delete;

  /// `work` must not throw; `attempt` is for errors. Throws Error where the machine gives no
  /// thread, and in a forked process.
  void start(std::function<void()> work, const std::string& attempt);

 private:
  struct Side {
    std::atomic<bool> has_ended = false;
    std::thread thread;
  };
  ThreadsProcess process_;
  std::mutex mutex_;
  std::list<Side> sides_;
};

}  // namespace netrig
