// A moment by which something must have happened. Every wait of netrig has one.
#pragma once

#include <algorithm>
#include <chrono>

namespace netrig {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// `budget` from now; a negative one has passed already.
  static Deadline in(Clock::duration budget) { return Deadline(Clock::now() + budget); }
  explicit Deadline(Clock::time_point moment) : moment_(moment) {}

  Clock::time_point moment() const noexcept { return moment_; }
  /// What is left, never negative.
  Clock::duration remaining() const {
    return std::max(moment_ - Clock::now(), Clock::duration::zero());
  }
  bool passed() const { return Clock::now() >= moment_; }
  /// For poll(2) and epoll_wait(2): whole milliseconds, rounded up so that no wait ends too early.
  int poll_timeout() const {
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(remaining()).count());
  }

 private:
  Clock::time_point moment_;
};

/// How long netrig waits for the kernel (links to become operational, namespaces to be removed)
/// before it gives up with an error. Generous: on an idle machine these take milliseconds.
inline constexpr std::chrono::seconds kernel_patience{10};

}  // namespace netrig
