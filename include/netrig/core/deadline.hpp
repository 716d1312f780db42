// A moment by which something must have happened. Every wait of netrig has one.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

namespace netrig {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// `budget` from now, in any unit not finer than a nanosecond; a negative one has passed already.
  /// One that the clock cannot count, such as std::chrono::hours::max(), never passes.
  template <class Rep, class Period>
  static Deadline in(std::chrono::duration<Rep, Period> budget) {
    return Deadline(later(Clock::now(), budget));
  }
  explicit Deadline(Clock::time_point moment) : moment_(moment) {}
  /// For a wait that ends by other means.
  static Deadline never() { return Deadline(Clock::time_point::max()); }

  /// `from` plus `budget`; `from` itself for a negative one, and the end of time where the clock
  /// cannot count as far.
  template <class Rep, class Period>
  static Clock::time_point later(Clock::time_point from,
                                 std::chrono::duration<Rep, Period> budget) {
    using Budget = std::chrono::duration<Rep, Period>;
    if (budget <= Budget::zero()) return from;
    const auto room = Clock::time_point::max() - from;
    if (budget >= std::chrono::duration_cast<Budget>(room)) return Clock::time_point::max();
    return from + std::chrono::duration_cast<Clock::duration>(budget);
  }

  Clock::time_point moment() const noexcept { return moment_; }
  /// What is left, never negative.
  Clock::duration remaining() const {
    return std::max(moment_ - Clock::now(), Clock::duration::zero());
  }
  bool passed() const { return Clock::now() >= moment_; }
  /// For poll(2) and epoll_wait(2): whole milliseconds, rounded up so that no wait ends too early,
  /// and at most what they take, which is 24 days.
  int poll_timeout() const {
    constexpr std::int64_t longest = std::numeric_limits<int>::max();
    const std::int64_t left = std::chrono::ceil<std::chrono::milliseconds>(remaining()).count();
    return static_cast<int>(std::min(left, longest));
  }

 private:
  Clock::time_point moment_;
};

/// How long netrig waits for the kernel (links to become operational, namespaces to be removed)
/// before it gives up with an error. Generous: on an idle machine these take milliseconds.
inline constexpr std::chrono::seconds kernel_patience{10};

}  // namespace netrig
