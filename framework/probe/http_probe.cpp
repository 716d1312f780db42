#include "probe/http_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace netrig {
namespace {

using State = TcpConnection::State;
using Ending = TcpConnection::Ending;

SocketOptions options_for(const HttpProbe& probe, const IpAddress& target) {
  return {target, probe.ttl, probe.source, probe.source_port, probe.mark, probe.transparent};
}

// Addresses of one family only, where the probe says so in one way or another.
std::optional<Family> family_of(const HttpProbe& probe) {
  if (!probe.source) return probe.family;
  return probe.source->is_v4() ? Family::ipv4 : Family::ipv6;
}

}  // namespace

HttpAttempt::HttpAttempt(Loop& loop, const Task& task, const HttpProbe& probe)
    : Attempt(loop, task),
      probe_(probe),
      notes_initial_sequence_(task.inquiry.notes_initial_sequence),
      url_(probe.url),
      request_(text_of(HttpRequest{.method = probe.method,
                                   .target = url_.target,
                                   .host = url_.authority,
                                   .headers = probe.headers,
                                   .body = probe.body})),
      reader_(probe.method == "HEAD", probe.largest_body) {}

void HttpAttempt::start() {
  begin(probe_.patience);
  if (probe_.connect_to)
    targets_ = {*probe_.connect_to};
  else if (url_.address)
    targets_ = {{*url_.address, tcp(url_.port)}};
  else
    resolution_.emplace(
        from(), url_.host, family_of(probe_),
        Deadline(std::min(Deadline::later(began(), probe_.patience), common_deadline().moment())));
  if (resolution_ || call_next(Place::here)) proceed();
}

void HttpAttempt::proceed() {
  if (resolution_ && !resolve()) return;
  if (connection_->state() != State::established && !handshake()) return;
  connection_->take_errors();
  sent_ += connection_->send(std::string_view(request_).substr(sent_));
  receive();
  judge();
  if (done()) return;
  await(connection_->fd(), sent_ < request_.size() ? Readiness::both : Readiness::readable);
}

bool HttpAttempt::resolve() {
  const auto answer = resolution_->answer();
  if (!answer) {
    await(resolution_->fd(), Readiness::readable);
    return false;
  }
  forget_descriptor();
  resolution_.reset();
  for (const auto& each : answer->addresses) targets_.emplace_back(each, tcp(url_.port));
  if (!targets_.empty()) return call_next(Place::elsewhere);
  finish(Verdict::no_address, fmt::format("the resolver of '{}' says of '{}': {}", from().name(),
                                          url_.host, answer->failure));
  return false;
}

bool HttpAttempt::call_next(Place place) {
  forget_descriptor();
  const auto& target = targets_.at(failures_.size());
  outcome().peer = target;
  outcome().source.reset();
  outcome().icmp_error.reset();
  outcome().error.clear();
  connection_.emplace(from(), options_for(probe_, target.address), target.port.number, outcome());
  const auto refusal = connection_->open(place);
  return refusal ? call_another(*refusal, place) : true;
}

bool HttpAttempt::call_another(const Finding& finding, Place place) {
  if (failures_.size() + 1 == targets_.size()) {
    finish(finding.verdict,
           finding.explanation + (finding.explanation.empty() ? "" : "\n") + tried());
    return false;
  }
  failures_.push_back(fmt::format("{} was called first: {}{}{}", targets_.at(failures_.size()),
                                  finding.verdict, finding.explanation.empty() ? "" : ", ",
                                  finding.explanation));
  return call_next(place);
}

std::string HttpAttempt::tried() const {
  return fmt::format("{}", fmt::join(failures_, "\n"));
}

bool HttpAttempt::handshake() {
  for (;;) {
    switch (connection_->shake_hands()) {
      case State::connecting: await(connection_->fd(), Readiness::writable); return false;
      case State::failed:
        if (!call_another(connection_->failure(), Place::elsewhere)) return false;
        break;
      case State::established:
        if (notes_initial_sequence_) connection_->note_initial_sequence();
        return true;
    }
  }
}

void HttpAttempt::receive() {
  constexpr std::size_t kept = 1024;  // of what may turn out to be no HTTP
  std::array<char, 64 * 1024> buffer;
  while (reader_.flaw().empty() && !outcome().http) {
    const auto piece = connection_->receive(buffer);
    if (piece.empty()) break;
    received_ += piece.size();
    auto& received = outcome().received;
    received.append(piece.substr(0, kept - std::min(kept, received.size())));
    reader_.add(piece);
    outcome().http = reader_.take();
  }
  if (connection_->ending() == Ending::closed && !outcome().http) {
    reader_.end();
    outcome().http = reader_.take();
  }
}

void HttpAttempt::judge() {
  if (outcome().http) {
    outcome().received.clear();
    return finish(Verdict::reached);
  }
  if (!reader_.flaw().empty()) return finish(Verdict::unexpected, reader_.flaw());
  const auto ending = connection_->ending();
  if (ending == Ending::none) return;
  const auto* ended = ending == Ending::closed ? "closed" : "reset";
  finish(Verdict::unexpected,
         received_ == 0 ? fmt::format("the target {} the connection without an answer", ended)
                        : fmt::format("the target {} the connection in the middle of its answer, "
                                      "after {}",
                                      ended, reader_.progress()));
}

Finding HttpAttempt::conclude() const {
  if (resolution_)
    return {Verdict::no_address,
            fmt::format("the resolver of '{}' has not answered yet: do the name servers in its "
                        "/etc/resolv.conf?",
                        from().name())};
  if (auto finding = connection_->icmp_finding()) return *std::move(finding);
  if (connection_->state() != State::established) return {Verdict::silent, tried()};
  const auto sent =
      fmt::format("connected, {} of {} bytes of the request sent", sent_, request_.size());
  return {Verdict::silent,
          received_ == 0 ? sent + ", no answer"
                         : fmt::format("{}, of the answer came {}", sent, reader_.progress())};
}

void HttpAttempt::close() {
  connection_.reset();
  resolution_.reset();
}

}  // namespace netrig
