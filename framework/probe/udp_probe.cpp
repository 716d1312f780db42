#include "probe/udp_probe.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "probe/icmp_error.hpp"
#include "probe/local_refusal.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {

UdpAttempt::UdpAttempt(Loop& loop, const Task& task, const UdpProbe& probe)
    : Attempt(loop, task),
      probe_(probe),
      asked_{ProbeKind::udp, from().name(), plain_address(probe.target.address)} {}

void UdpAttempt::start() {
  const auto& target = probe_.target;
  socket_ = open_probe_socket(SOCK_DGRAM, 0, socket_options(probe_), from().name());
  begin(probe_.patience);
  const auto error = connect_to(socket_.get(), target.address, target.port.number);
  if (error != 0) {
    outcome().error = error_code_from(error);
    return finish(classify_refusal(asked_, error, {from(), socket_options(probe_)}));
  }
  outcome().source = endpoint_of(bound_address(socket_.get()), Protocol::udp);
  send();
}

void UdpAttempt::send() {
  if (::send(socket_.get(), probe_.send.data(), probe_.send.size(), 0) >= 0) return proceed();
  const auto error = errno;
  const auto queued = take_errors();
  outcome().error = error_code_from(error);
  // A firewall rule here that rejects says EPERM and sends an ICMP error as well.
  finish(queued && error != EPERM
             ? *queued
             : classify_refusal(asked_, error, {from(), socket_options(probe_)}));
}

void UdpAttempt::proceed() {
  if (auto finding = take_errors()) return finish(std::move(*finding));
  receive();
  if (!done()) await(socket_.get(), Readiness::readable);
}

std::optional<Finding> UdpAttempt::take_errors() {
  while (const auto queued = take_queued_error(socket_.get())) {
    if (!queued->icmp) continue;
    outcome().error = error_code_from(queued->error);
    outcome().icmp_error = queued->icmp;
    return classify_icmp(asked_, *queued->icmp, outcome().source->address == queued->icmp->sender);
  }
  return std::nullopt;
}

void UdpAttempt::receive() {
  std::array<char, 64 * 1024> buffer;
  const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (size < 0) {
    // Other than EAGAIN, it is that of an ICMP message that came since the queue was read.
    if (auto finding = take_errors()) finish(std::move(*finding));
    return;
  }
  outcome().round_trip = Clock::now() - began();
  outcome().received.assign(buffer.data(), static_cast<std::size_t>(size));
  const bool as_expected = !probe_.expect || outcome().received.starts_with(*probe_.expect);
  finish(as_expected ? Verdict::reached : Verdict::unexpected);
}

}  // namespace netrig
