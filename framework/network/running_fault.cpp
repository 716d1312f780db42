#include "network/running_fault.hpp"

#include <algorithm>
#include <utility>

#include "netrig/core/error.hpp"

namespace netrig {

netlink::FaultCounts RunningFault::counts() {
  const std::lock_guard lock(mutex_);
  return has_ended_ ? last_ : count();
}

void RunningFault::end() {
  const std::lock_guard lock(mutex_);
  // Also where that fails: what it stands on may be gone the next time.
  if (std::exchange(has_ended_, true)) return;
  try {
    last_ = count();
  } catch (...) {
    remove();
    throw;
  }
  remove();
}

void Faults::add(std::shared_ptr<RunningFault> fault) {
  const std::lock_guard lock(mutex_);
  all_.push_back(std::move(fault));
}

void Faults::end() noexcept {
  const std::lock_guard lock(mutex_);
  for (const auto& fault : all_) try {
      fault->end();
    } catch (const Error&) {
      // Nothing more can be done about it here.
    }
}

std::vector<std::shared_ptr<RunningFault>> Faults::all() {
  const std::lock_guard lock(mutex_);
  return all_;
}

std::shared_ptr<RunningFault> Faults::find_by_table(const std::string& table) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(all_, table, &RunningFault::table);
  return found == all_.end() ? nullptr : *found;
}

}  // namespace netrig
