#include "probe/echo_probe.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "probe/echo_packet.hpp"
#include "probe/local_refusal.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {
namespace {

// All raw sockets of a namespace hear all of its replies.
std::uint16_t unique_identifier() {
  static std::atomic<std::uint16_t> next = 1;
  return next++;
}

}  // namespace

EchoAttempt::EchoAttempt(Loop& loop, const Task& task, const EchoProbe& probe)
    : Attempt(loop, task),
      probe_(probe),
      asked_{ProbeKind::echo, from().name(), plain_address(probe.target)},
      identifier_(unique_identifier()) {
  outcome().echo.emplace();
}

void EchoAttempt::open() {
  const bool v4 = probe_.target.is_v4();
  socket_ = open_probe_socket(SOCK_RAW, v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6},
                              socket_options(probe_), from().name());
  hear_only_replies(socket_.get(), v4, identifier_);
  // By default the kernel sets DF on IPv4 packets to learn the path's MTU, and the first one that
  // is too large is lost. IPv6 routers never fragment: there the request is sent again, see take().
  if (v4)
    set_option(socket_.get(), SOL_IP, IP_MTU_DISCOVER,
               probe_.dont_fragment ? int{IP_PMTUDISC_PROBE} : int{IP_PMTUDISC_DONT},
               "IP_MTU_DISCOVER");
  else if (probe_.dont_fragment)
    set_option(socket_.get(), SOL_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE,
               "IPV6_MTU_DISCOVER");
}

void EchoAttempt::start() {
  open();
  begin(probe_.patience);
  if (const auto error = connect_to(socket_.get(), probe_.target, 0); error != 0) {
    outcome().error = error_code_from(error);
    return finish(classify_refusal(asked_, error, {from(), socket_options(probe_)}));
  }
  source_ = plain_address(bound_address(socket_.get()).address());
  if (witness())
    witness()->expect({probe_.target.is_v4() ? Family::ipv4 : Family::ipv6,
                       probe_.target.is_v4() ? IpProtocol::icmp : IpProtocol::icmpv6, identifier_});
  next_at_ = began();
  ask_next();
  proceed();
}

void EchoAttempt::on_time() {
  const auto now = Clock::now();
  if (all_asked() || common_deadline().moment() <= now) return finish(conclude());
  ask_next();
  proceed();
}

void EchoAttempt::ask_next() {
  const auto sequence = static_cast<std::uint16_t>(requests_.size());
  if (witness() && sequence > 0) witness()->expect_another();
  requests_.push_back({Clock::now()});
  ++unsettled_;
  ++outcome().echo->sent;
  // On a fixed grid, so that late wake-ups do not add up.
  next_at_ = Deadline::later(next_at_, probe_.interval);
  wake_by(all_asked() ? Deadline::later(requests_.back().sent, probe_.patience) : next_at_);
  send(sequence);
}

void EchoAttempt::send(std::uint16_t sequence) {
  const auto message =
      echo_request(probe_.target.is_v4(), {identifier_, sequence}, probe_.payload_size);
  auto error = 0;
  do {
    if (::send(socket_.get(), message.data(), message.size(), 0) >= 0) return;
    error = errno;
    // send() also fails with the error of an earlier request, and then has not sent.
  } while (error != EPERM && take_errors() > 0);

  outcome().error = error_code_from(error);
  fail(requests_[sequence],
       classify_refusal(asked_, error, {from(), socket_options(probe_), local_mtu_}));
}

void EchoAttempt::proceed() {
  take_errors();
  receive();
  if (all_asked() && unsettled_ == 0) return finish(conclude());
  await(socket_.get(), Readiness::readable);
}

int EchoAttempt::take_errors() {
  int count = 0;
  while (const auto queued = take_queued_error(socket_.get())) {
    if (queued->icmp) {
      ++count;
      take(*queued->icmp, *queued);
    } else {
      local_mtu_ = queued->mtu;
    }
  }
  return count;
}

void EchoAttempt::take(const IcmpError& icmp, const QueuedError& queued) {
  // Errors reach all raw sockets that are connected to this target (raw_icmp_error(),
  // net/ipv4/raw.c).
  const auto id = echo_id(std::span(queued.packet).first(queued.packet_size));
  if (!id || id->identifier != identifier_ || id->sequence >= requests_.size()) return;
  auto& request = requests_[id->sequence];
  if (request.settled) return;
  if (icmp.mtu && !probe_.dont_fragment && (!request.mtu || *icmp.mtu < *request.mtu)) {
    request.mtu = icmp.mtu;
    return send(id->sequence);
  }
  if (!outcome().icmp_error) {
    outcome().icmp_error = icmp;
    outcome().error = error_code_from(queued.error);
  }
  fail(request, classify_icmp(asked_, icmp, source_ == icmp.sender));
}

void EchoAttempt::receive() {
  constexpr std::size_t longest_ip_header = 60;
  std::vector<std::uint8_t> buffer(longest_ip_header + echo_header_size + probe_.payload_size);
  for (;;) {
    const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size < 0 && take_errors() == 0) return;
    if (size < 0) continue;
    const auto packet = std::span<const std::uint8_t>(buffer).first(static_cast<std::size_t>(size));
    take_reply(probe_.target.is_v4() ? without_ip_header(packet) : packet);
  }
}

void EchoAttempt::take_reply(std::span<const std::uint8_t> reply) {
  const auto now = Clock::now();
  const auto id = echo_id(reply);
  if (!id || id->identifier != identifier_ || id->sequence >= requests_.size()) return;
  auto& request = requests_[id->sequence];
  if (request.settled) return;
  if (!is_echo_of(*id, probe_.payload_size, reply))
    return fail(request, {Verdict::unexpected, "the reply carries another payload"});
  const auto round_trip = now - request.sent;
  if (!outcome().round_trip) outcome().round_trip = round_trip;
  outcome().echo->round_trips.push_back(round_trip);
  settle(request);
}

void EchoAttempt::fail(Request& request, Finding finding) {
  if (request.settled) return;  // send() may come upon the ICMP error of what it sends again
  if (!finding_) finding_ = std::move(finding);
  settle(request);
}

void EchoAttempt::settle(Request& request) {
  request.settled = true;
  --unsettled_;
}

Finding EchoAttempt::conclude() const {
  auto finding = outcome().echo->received() > 0 ? Finding{Verdict::reached, ""}
                                                : finding_.value_or(Finding{Verdict::silent, ""});
  if (all_asked()) return finding;
  if (!finding.explanation.empty()) finding.explanation += '\n';
  finding.explanation += fmt::format("the deadline passed when {} of {} requests were sent",
                                     requests_.size(), probe_.count);
  return finding;
}

}  // namespace netrig
