#include "network/fault_watch.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "netrig/core/error.hpp"

namespace netrig {

FaultWatch::FaultWatch(Faults& faults, const netlink::TracedFlow& flow)
    : faults_(faults.all()), listener_{flow, [this](const LostPacket& lost) { hear(lost); }} {
  if (faults_.empty()) return;
  told_ = UniqueFd(check(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
                         [] { return "cannot wait for what becomes of a probe"; }));
  // The probe asks nevertheless: it only knows less.
  for (const auto& fault : faults_) try {
      if (const int fd = fault->listen(listener_); fd >= 0) descriptors_.push_back(fd);
    } catch (const Error&) {
    }
  if (!descriptors_.empty()) descriptors_.push_back(told_.get());
}

FaultWatch::~FaultWatch() {
  for (const auto& fault : faults_) fault->ignore(listener_);
}

void FaultWatch::read() {
  if (descriptors_.empty()) return;
  for (const auto& fault : faults_) fault->read();
  std::uint64_t times = 0;
  [[maybe_unused]] const auto size = ::read(told_.get(), &times, sizeof(times));
}

std::optional<LostPacket> FaultWatch::take_drop() {
  const std::lock_guard lock(mutex_);
  return std::exchange(drop_, std::nullopt);
}

void FaultWatch::hear(const LostPacket& lost) {
  const std::lock_guard lock(mutex_);
  drop_ = lost;
  const std::uint64_t once = 1;
  [[maybe_unused]] const auto size = ::write(told_.get(), &once, sizeof(once));
}

}  // namespace netrig
