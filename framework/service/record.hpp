// What a service was asked, in the order in which it was.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

/// Any thread may add to it and read it.
template <class Item>
class Record {
 public:
  void add(Item item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    added_.notify_all();
  }

  std::vector<Item> items() const {
    const std::lock_guard lock(mutex_);
    return items_;
  }

  /// The items, once there are `count`. Throws DeadlineError: `awaited(items)` says what did not
  /// come, when these did.
  template <class Awaited>
  std::vector<Item> wait_for(std::size_t count, Deadline deadline, Awaited&& awaited) const {
    std::unique_lock lock(mutex_);
    if (added_.wait_until(lock, deadline.moment(), [&] { return items_.size() >= count; }))
      return items_;
    throw DeadlineError(awaited(items_));
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable added_;
  std::vector<Item> items_;
};

}  // namespace netrig
