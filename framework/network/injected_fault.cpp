#include "netrig/network/injected_fault.hpp"

#include <utility>

#include "netrig/core/error.hpp"
#include "network/running_fault.hpp"

namespace netrig {

InjectedFault::InjectedFault(std::shared_ptr<RunningFault> running)
    : running_(std::move(running)) {}

InjectedFault::InjectedFault(InjectedFault&&) noexcept = default;

InjectedFault& InjectedFault::operator=(InjectedFault&& other) noexcept {
  InjectedFault taken(std::move(other));
  std::swap(running_, taken.running_);
  return *this;
}

InjectedFault::~InjectedFault() {
  if (!running_) return;
  try {
    running_->end();
  } catch (const Error&) {
    // It goes with its node.
  }
}

const Fault& InjectedFault::fault() const noexcept {
  return running_->fault();
}

std::uint64_t InjectedFault::matched() const {
  return running_->counts().matched;
}

std::uint64_t InjectedFault::hit() const {
  return running_->counts().hit;
}

void InjectedFault::remove() {
  running_->end();
}

}  // namespace netrig
