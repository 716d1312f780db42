#include "service/running_service.hpp"

#include <fmt/format.h>

#include "netrig/core/error.hpp"

namespace netrig {

RunningService::RunningService(const BoundSocket& socket, const Namespace& where)
    : local_(socket.local),
      family_(socket.family),
      node_(where.name()),
      namespace_inode_(where.inode()) {}

// While it is open its namespace lives, and no other has the same number.
bool RunningService::is_in(const Namespace& where) const {
  const std::lock_guard lock(mutex_);
  return !is_closed_ && namespace_inode_ == where.inode();
}

std::vector<Caller> RunningService::callers() const {
  const std::lock_guard lock(mutex_);
  return callers_;
}

std::size_t RunningService::caller_count() const {
  const std::lock_guard lock(mutex_);
  return callers_.size();
}

std::vector<Caller> RunningService::wait_for_callers(std::size_t count, Deadline deadline) const {
  std::unique_lock lock(mutex_);
  if (called_.wait_until(lock, deadline.moment(), [&] { return callers_.size() >= count; }))
    return callers_;
  throw DeadlineError(fmt::format(
      "caller {} of {} in '{}'; {} called{}", count, local_.port, node_, callers_.size(),
      callers_.empty() ? "" : fmt::format(", the last from {}", callers_.back().remote)));
}

std::optional<Caller> RunningService::wait_for_connection(const ConnectionId& wanted,
                                                          std::size_t before,
                                                          Deadline deadline) const {
  std::unique_lock lock(mutex_);
  std::optional<std::size_t> position;
  called_.wait_until(lock, deadline.moment(), [&] {
    position = find(wanted, before);
    before = callers_.size();
    return position.has_value();
  });
  return position ? std::optional(callers_[*position]) : std::nullopt;
}

std::optional<std::size_t> RunningService::find(const ConnectionId& wanted,
                                                std::size_t begin) const {
  for (auto i = begin; i < callers_.size(); ++i) {
    const auto& sequence = initial_sequences_[i];
    if (sequence ? *sequence == wanted.initial_sequence : callers_[i].remote == wanted.source)
      return i;
  }
  return std::nullopt;
}

void RunningService::start() {
  const std::lock_guard lock(mutex_);
  wait_for_callers_to_come();
}

void RunningService::close() noexcept {
  const std::lock_guard lock(mutex_);
  if (is_closed_) return;
  is_closed_ = true;
  close_sockets();
}

void RunningService::record(const Caller& caller, std::optional<std::uint32_t> initial_sequence) {
  callers_.push_back(caller);
  initial_sequences_.push_back(initial_sequence);
  called_.notify_all();
}

}  // namespace netrig
