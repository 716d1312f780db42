#include "probe/udp_probe.hpp"

#include <array>
#include <utility>

namespace netrig {

UdpAttempt::UdpAttempt(Loop& loop, const Task& task, const UdpProbe& probe)
    : Attempt(loop, task), probe_(probe) {}

void UdpAttempt::start() {
  exchange_.emplace(from(), options_of(probe_), probe_.target.port.number, outcome());
  begin(probe_.patience);
  if (auto refusal = exchange_->open()) return finish(std::move(*refusal));
  if (auto refusal = exchange_->send(probe_.send)) return finish(std::move(*refusal));
  proceed();
}

void UdpAttempt::proceed() {
  if (auto finding = exchange_->take_errors()) return finish(std::move(*finding));
  receive();
  if (!done()) await(exchange_->fd(), Readiness::readable);
}

void UdpAttempt::receive() {
  std::array<char, 64 * 1024> buffer;
  auto [datagram, failure] = exchange_->receive(buffer);
  if (failure) finish(std::move(*failure));
  if (!datagram) return;
  outcome().round_trip = Clock::now() - began();
  outcome().received = *datagram;
  const bool as_expected = !probe_.expect || outcome().received.starts_with(*probe_.expect);
  finish(as_expected ? Verdict::reached : Verdict::unexpected);
}

}  // namespace netrig
