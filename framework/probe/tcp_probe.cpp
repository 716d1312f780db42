#include "probe/tcp_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace netrig {

using State = TcpConnection::State;
using Ending = TcpConnection::Ending;

TcpAttempt::TcpAttempt(Loop& loop, const Task& task, const TcpProbe& probe)
    : Attempt(loop, task),
      probe_(probe),
      notes_initial_sequence_(task.inquiry.notes_initial_sequence) {}

void TcpAttempt::start() {
  connection_.emplace(from(), options_of(probe_), probe_.target.port.number, outcome());
  begin(probe_.patience);
  if (auto refusal = connection_->open(TcpConnection::Place::here))
    return finish(std::move(*refusal));
  proceed();
}

void TcpAttempt::proceed() {
  if (connection_->state() == State::connecting && !handshake()) return;
  judge();
  if (done()) return;
  connection_->take_errors();
  sent_ += connection_->send(std::string_view(probe_.send).substr(sent_));
  receive();
  judge();
  if (done()) return;
  await(connection_->fd(), sent_ < probe_.send.size() ? Readiness::both : Readiness::readable);
}

bool TcpAttempt::handshake() {
  const auto state = connection_->shake_hands();
  if (state == State::connecting) await(connection_->fd(), Readiness::writable);
  if (state == State::failed) finish(connection_->failure());
  if (state == State::established && notes_initial_sequence_) connection_->note_initial_sequence();
  return state == State::established;
}

void TcpAttempt::receive() {
  const auto wanted = probe_.expect ? probe_.expect->size() : 0;
  auto& received = outcome().received;
  std::array<char, 16 * 1024> buffer;
  while (received.size() < wanted) {
    const auto piece = connection_->receive(buffer);
    if (piece.empty()) return;
    received.append(piece);
  }
}

void TcpAttempt::judge() {
  const auto& expected = probe_.expect ? *probe_.expect : std::string();
  const auto& received = outcome().received;
  const auto common = std::min(expected.size(), received.size());
  if (received.compare(0, common, expected, 0, common) != 0) return finish(Verdict::unexpected);
  const bool all_sent = sent_ == probe_.send.size();
  if (all_sent && received.size() >= expected.size()) return finish(Verdict::reached);
  if (connection_->ending() == Ending::closed)
    return finish(Verdict::unexpected, "the target closed the connection");
  if (connection_->ending() == Ending::reset)
    return finish(Verdict::unexpected, "the target reset the connection");
}

Finding TcpAttempt::conclude() const {
  if (auto finding = connection_->icmp_finding()) return *std::move(finding);
  if (connection_->state() != State::established) return {Verdict::silent, ""};
  const auto sent = fmt::format("connected, {} of {} bytes sent", sent_, probe_.send.size());
  if (!probe_.expect) return {Verdict::silent, sent};
  return {Verdict::silent, fmt::format("{}, {} of {} expected bytes received", sent,
                                       outcome().received.size(), probe_.expect->size())};
}

}  // namespace netrig
