// One probe on its way to its verdict.
#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <memory>
#include <optional>
#include <string>

#include "netrig/core/deadline.hpp"
#include "netrig/probe/ask.hpp"
#include "probe/classify.hpp"
#include "probe/loop.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {

/// Looks first and waits only if it must: within namespaces most answers are there before a system
/// call that asks for them returns. Not movable, and to be kept until its loop has ended: handlers
/// point to it.
class Attempt {
 public:
  /// What a probe was asked, and where its answer goes. `deadline` is the common one.
  struct Task {
    const Inquiry& inquiry;
    Outcome& outcome;
    Deadline deadline;
  };

  Attempt(Loop& loop, const Task& task);
  virtual ~Attempt();
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  /// Opens what it needs in the calling thread's namespace, which is the inquiry's, and asks.
  virtual void start() = 0;
  /// The moment of wake_by() has come.
  void wake();
  bool done() const noexcept { return done_; }
  /// Whether it had to wait, and so is known to its loop.
  bool has_waited() const noexcept { return armed_.has_value(); }

 protected:
  using Clock = Deadline::Clock;

  /// Something awaited is ready, or may be: goes on as far as it gets without waiting.
  virtual void proceed() = 0;
  /// The moment of wake_by() has come, and proceed() has just been called. By default it was the
  /// last.
  virtual void on_time() { finish(conclude()); }
  /// What is left to say when the patience ends.
  virtual Finding conclude() const = 0;
  /// Whether all was sent that is to be: only then a proof ends it that no answer comes.
  virtual bool awaits_answer_only() const { return true; }
  /// Closes what start() opened.
  virtual void close() = 0;

  /// Starts the clock: the first packet is about to go. wake() will come after `patience`.
  void begin(std::chrono::milliseconds patience);
  /// Has wake() called at `moment`, or at the common deadline if that is earlier, and not before.
  void wake_by(Clock::time_point moment);
  /// Calls proceed() once `fd` can be read (or has an error to tell) or, if asked for, written.
  enum class Readiness { readable, writable, both };
  void await(int fd, Readiness readiness);
  /// Before another descriptor is awaited, or this one is closed.
  void forget_descriptor();
  void finish(Verdict verdict, std::string explanation = {});
  void finish(Finding finding) { finish(finding.verdict, std::move(finding.explanation)); }

  /// A probe's, with its witness.
  template <class Kind>
  SocketOptions options_of(const Kind& probe) const {
    auto options = socket_options(probe);
    options.witness = task_.inquiry.witness;
    return options;
  }
  Witness* witness() const noexcept { return task_.inquiry.witness; }
  const Namespace& from() const noexcept { return *task_.inquiry.from; }
  Outcome& outcome() const noexcept { return task_.outcome; }
  Clock::time_point began() const noexcept { return began_; }
  Deadline common_deadline() const noexcept { return task_.deadline; }

 private:
  using Descriptor =
      boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;
  void watch(std::optional<Descriptor>& descriptor, int fd);
  void listen(Descriptor::wait_type type, bool& listening);
  void listen_to_witness();
  void finish_by_proof();

  Loop& loop_;
  Task task_;
  Clock::time_point began_{};
  Clock::time_point wake_at_{};
  std::optional<Clock::time_point> armed_;  // what the loop was told
  std::optional<Descriptor> descriptor_;    // borrows what the derived class owns
  std::optional<Descriptor> testimony_;     // borrows the witness's
  unsigned generation_ = 0;                 // of descriptor_: handlers of an earlier one may come
  bool reading_ = false, writing_ = false;
  bool done_ = false;
};

/// By the kind of probe.
std::unique_ptr<Attempt> make_attempt(Loop& loop, const Attempt::Task& task);

}  // namespace netrig
