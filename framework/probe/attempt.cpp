#include "probe/attempt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <variant>

#include "netrig/core/error.hpp"
#include "probe/dns_probe.hpp"
#include "probe/echo_probe.hpp"
#include "probe/http_probe.hpp"
#include "probe/neighbour_probe.hpp"
#include "probe/tcp_probe.hpp"
#include "probe/udp_probe.hpp"

namespace netrig {

Attempt::Attempt(Loop& loop, const Task& task) : loop_(loop), task_(task) {}

Attempt::~Attempt() {
  if (descriptor_) descriptor_->release();  // it is not ours to close
  if (testimony_) testimony_->release();
}

void Attempt::begin(std::chrono::milliseconds patience) {
  began_ = Clock::now();
  wake_by(Deadline::later(began_, patience));
}

void Attempt::wake_by(Clock::time_point moment) {
  wake_at_ = std::min(moment, task_.deadline.moment());
}

void Attempt::wake() {
  proceed();  // what came in the last moment counts
  if (!done_) {
    armed_ = Clock::time_point::min();  // the loop has just dropped it, whatever comes next is new
    on_time();
  }
  if (done_) close();
}

void Attempt::await(int fd, Readiness readiness) {
  if (witness() && !awaits_answer_only())
    witness()->catch_up();
  else if (witness() && witness()->has_proof())
    return finish_by_proof();
  if (!descriptor_) watch(descriptor_, fd);
  if (!armed_) loop_.opened();
  if (armed_ != wake_at_) loop_.wake_at(wake_at_, *this);
  armed_ = wake_at_;
  if (readiness != Readiness::writable) listen(Descriptor::wait_read, reading_);
  if (readiness != Readiness::readable) listen(Descriptor::wait_write, writing_);
  if (witness() && !testimony_) {
    watch(testimony_, witness()->fd());
    listen_to_witness();
  }
}

void Attempt::watch(std::optional<Descriptor>& descriptor, int fd) {
  try {
    descriptor.emplace(loop_.io_context(), fd);
  } catch (const boost::system::system_error& error) {
    // The io_context needs descriptors of its own.
    throw Error(
        error_code_from(error.code().value()),
        fmt::format("cannot wait for the answer of {} in '{}'", outcome().probe, from().name()));
  }
}

void Attempt::listen(Descriptor::wait_type type, bool& listening) {
  if (listening) return;
  listening = true;
  descriptor_->async_wait(
      type, [this, &listening, generation = generation_](const boost::system::error_code&) {
        if (done_ || generation != generation_) return;
        listening = false;
        proceed();
        if (done_) close();
      });
}

// Whatever is new, proceed() comes to await() again, which asks for it.
void Attempt::listen_to_witness() {
  testimony_->async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (done_ || error) return;
    proceed();
    if (done_) return close();
    listen_to_witness();
  });
}

// Its owner will close it: epoll must have forgotten it by then.
void Attempt::forget_descriptor() {
  if (descriptor_) descriptor_->release();
  descriptor_.reset();
  ++generation_;
  reading_ = writing_ = false;
}

void Attempt::finish_by_proof() {
  auto finding = conclude();
  if (finding.verdict == Verdict::silent) finding.verdict = Verdict::dropped;
  finish(std::move(finding));
}

void Attempt::finish(Verdict verdict, std::string explanation) {
  done_ = true;
  if (armed_) loop_.closed();
  outcome().elapsed = Clock::now() - began_;
  outcome().verdict = verdict;
  outcome().explanation = std::move(explanation);
  forget_descriptor();
  if (testimony_) testimony_->release();
  testimony_.reset();
}

namespace {

struct Maker {
  Loop& loop;
  const Attempt::Task& task;

  std::unique_ptr<Attempt> operator()(const EchoProbe& probe) const {
    return std::make_unique<EchoAttempt>(loop, task, probe);
  }
  std::unique_ptr<Attempt> operator()(const TcpProbe& probe) const {
    return std::make_unique<TcpAttempt>(loop, task, probe);
  }
  std::unique_ptr<Attempt> operator()(const UdpProbe& probe) const {
    return std::make_unique<UdpAttempt>(loop, task, probe);
  }
  std::unique_ptr<Attempt> operator()(const DnsProbe& probe) const {
    return std::make_unique<DnsAttempt>(loop, task, probe);
  }
  std::unique_ptr<Attempt> operator()(const HttpProbe& probe) const {
    return std::make_unique<HttpAttempt>(loop, task, probe);
  }
  std::unique_ptr<Attempt> operator()(const NeighbourProbe& probe) const {
    return std::make_unique<NeighbourAttempt>(loop, task, probe);
  }
};

}  // namespace

std::unique_ptr<Attempt> make_attempt(Loop& loop, const Attempt::Task& task) {
  return std::visit(Maker{loop, task}, task.inquiry.probe);
}

}  // namespace netrig
