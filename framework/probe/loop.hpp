// Drives the probes of one thread until each has its verdict.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <optional>
#include <queue>
#include <vector>

#include "netrig/core/deadline.hpp"

namespace netrig {

class Attempt;

class Loop {
 public:
  using Clock = Deadline::Clock;

  /// How many attempts wait for their verdict.
  std::size_t open() const noexcept { return open_; }
  void opened() noexcept { ++open_; }
  void closed() noexcept { --open_; }

  /// Calls attempt.wake() at that moment or up to a millisecond later, unless it is done by then.
  /// It must live as long as this object.
  void wake_at(Clock::time_point moment, Attempt& attempt) { wakes_.push({moment, &attempt}); }
  /// Made when the first attempt has to wait: most never do.
  boost::asio::io_context& io_context();

  /// Serves all that is ready or due.
  void poll();
  /// Waits until something is ready or due, or `limit` has come, and serves it.
  void wait(Deadline limit);

 private:
  struct Wake {
    Clock::time_point moment;
    Attempt* attempt;
    bool operator>(const Wake& other) const { return moment > other.moment; }
  };
  void serve_due();

  std::optional<boost::asio::io_context> io_context_;
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
  std::size_t open_ = 0;
};

}  // namespace netrig
