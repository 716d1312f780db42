#include "probe/loop.hpp"

#include <algorithm>

#include "probe/attempt.hpp"

namespace netrig {

boost::asio::io_context& Loop::io_context() {
  if (!io_context_) io_context_.emplace(1);  // one thread: no wake-ups across threads
  return *io_context_;
}

void Loop::serve_due() {
  const auto now = Clock::now();
  while (!wakes_.empty() && (wakes_.top().attempt->done() || wakes_.top().moment <= now)) {
    auto& attempt = *wakes_.top().attempt;
    wakes_.pop();
    if (!attempt.done()) attempt.wake();
  }
}

void Loop::poll() {
  serve_due();
  if (!io_context_) return;
  io_context_->restart();
  io_context_->poll();
}

void Loop::wait(Deadline limit) {
  serve_due();
  if (open_ == 0) return;
  // An open attempt awaits something, so there is an io_context, and its patience ends, so there is
  // a moment. That spares a timer: epoll_wait's own limit is enough.
  io_context().restart();
  io_context().run_one_until(std::min(wakes_.top().moment, limit.moment()));
}

}  // namespace netrig
