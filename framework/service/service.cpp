#include "netrig/service/service.hpp"

#include <fmt/format.h>

#include "service/running_service.hpp"

namespace netrig {

std::string to_string(const Caller& caller) {
  return fmt::format("{} to {}", caller.remote, caller.local);
}

Service::Service(std::shared_ptr<RunningService> running) : running_(std::move(running)) {}

Service::Service(Service&&) noexcept = default;

Service& Service::operator=(Service&& other) noexcept {
  Service taken(std::move(other));
  running_.swap(taken.running_);
  return *this;
}

Service::~Service() {
  if (running_) running_->close();
}

TransportPort Service::port() const noexcept {
  return local().port;
}

const Endpoint& Service::local() const noexcept {
  return running_->local();
}

std::optional<Family> Service::family() const noexcept {
  return running_->family();
}

const std::string& Service::node() const noexcept {
  return running_->node();
}

bool Service::is_in(const Namespace& where) const {
  return running_->is_in(where);
}

std::vector<Caller> Service::callers() const {
  return running_->callers();
}

std::vector<Caller> Service::wait_for_callers(std::size_t count, Deadline deadline) const {
  return running_->wait_for_callers(count, deadline);
}

}  // namespace netrig
