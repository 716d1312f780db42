#include "probe/dns_probe.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "dns/wire.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using State = TcpConnection::State;
using Ending = TcpConnection::Ending;

constexpr std::size_t largest_message = 64 * 1024;
// So that a flood of what is no answer leaves other probes their turn.
constexpr int datagrams_per_turn = 64;

}  // namespace

DnsName asked_name(const DnsProbe& probe) {
  if (probe.type != RecordType::ptr) return probe.name;
  boost::system::error_code is_name;
  const auto address = boost::asio::ip::make_address(probe.name.text(), is_name);
  return is_name ? probe.name : DnsName::reverse(address);
}

DnsAttempt::DnsAttempt(Loop& loop, const Task& task, const DnsProbe& probe)
    : Attempt(loop, task),
      probe_(probe),
      query_(asked_name(probe), probe.type,
             {.recursion_desired = probe.recursion_desired, .edns_size = probe.edns_size}),
      framed_query_(framed(query_.message())) {}

void DnsAttempt::start() {
  begin(probe_.patience);
  if (probe_.transport == Protocol::tcp)
    ask_over_tcp(Place::here);
  else
    ask_over_udp();
}

void DnsAttempt::proceed() {
  if (exchange_)
    proceed_over_udp();
  else
    proceed_over_tcp();
}

void DnsAttempt::ask_over_udp() {
  exchange_.emplace(from(), socket_options(probe_), probe_.port, outcome());
  if (auto refusal = exchange_->open()) return finish(std::move(*refusal));
  if (auto refusal = exchange_->send(query_.message())) return finish(std::move(*refusal));
  proceed();
}

void DnsAttempt::proceed_over_udp() {
  if (auto finding = exchange_->take_errors()) return finish(std::move(*finding));
  std::array<char, largest_message> buffer;
  for (int i = 0; i < datagrams_per_turn; ++i) {
    auto [datagram, failure] = exchange_->receive(buffer);
    if (failure) return finish(std::move(*failure));
    if (!datagram) break;
    take(*datagram, Protocol::udp);
    if (done() || !exchange_) return;
  }
  await(exchange_->fd(), Readiness::readable);
}

void DnsAttempt::ask_over_tcp(Place place) {
  connection_.emplace(from(), socket_options(probe_), probe_.port, outcome());
  if (const auto refusal = connection_->open(place)) return finish(with_history(*refusal));
  proceed();
}

void DnsAttempt::proceed_over_tcp() {
  if (connection_->state() != State::established && !handshake()) return;
  connection_->take_errors();
  sent_ += connection_->send(std::string_view(framed_query_).substr(sent_));
  receive_over_tcp();
  if (!done())
    await(connection_->fd(), sent_ < framed_query_.size() ? Readiness::both : Readiness::readable);
}

bool DnsAttempt::handshake() {
  const auto state = connection_->shake_hands();
  if (state == State::connecting) await(connection_->fd(), Readiness::writable);
  if (state == State::failed) finish(with_history(connection_->failure()));
  return state == State::established;
}

void DnsAttempt::receive_over_tcp() {
  std::array<char, largest_message> buffer;
  for (auto piece = connection_->receive(buffer); !piece.empty() && !done();
       piece = connection_->receive(buffer)) {
    received_.append(piece);
    std::string_view rest = received_;
    while (const auto message = take_message(rest)) {
      take(*message, Protocol::tcp);
      if (done()) return;
    }
    received_.erase(0, received_.size() - rest.size());
  }
  if (connection_->ending() != Ending::none)
    finish(with_history({Verdict::unexpected,
                         fmt::format("the server {} the connection without {}",
                                     connection_->ending() == Ending::closed ? "closed" : "reset",
                                     received_.empty() ? "an answer" : "ending its answer")}));
}

void DnsAttempt::take(std::string_view message, Protocol transport) {
  auto reading = query_.read(message, transport);
  if (!reading) {
    ++passed_over_;
    return;
  }
  outcome().round_trip = Clock::now() - began();
  if (!reading->fault.empty()) {
    outcome().received = message;
    return finish(with_history({Verdict::unexpected, std::move(reading->fault)}));
  }
  auto& [answer, fault] = *reading;
  const bool asks_again = answer.truncated && transport == Protocol::udp && probe_.tcp_fallback;
  answer.truncated = answer.truncated || outcome().dns.has_value();
  outcome().dns = std::move(answer);
  if (!asks_again) return finish(Verdict::reached);
  forget_descriptor();
  exchange_.reset();
  ask_over_tcp(Place::elsewhere);
}

// An answer that is there when a verdict is not reached is the truncated one.
Finding DnsAttempt::with_history(Finding finding) const {
  if (outcome().dns)
    finding.explanation = "the answer over UDP was truncated, this is about TCP" +
                          std::string(finding.explanation.empty() ? "" : "\n") +
                          finding.explanation;
  return finding;
}

Finding DnsAttempt::conclude() const {
  const auto passed_over =
      passed_over_ == 0 ? std::string()
                        : fmt::format("{} {} passed over: not about this question", passed_over_,
                                      passed_over_ == 1 ? "message was" : "messages were");
  if (!connection_) return {Verdict::silent, passed_over};
  if (auto finding = connection_->icmp_finding()) return with_history(*std::move(finding));
  if (connection_->state() != State::established)
    return with_history({Verdict::silent, passed_over});
  return with_history({Verdict::silent, passed_over.empty() ? "connected, but not answered"
                                                            : "connected; " + passed_over});
}

void DnsAttempt::close() {
  exchange_.reset();
  connection_.reset();
}

}  // namespace netrig
