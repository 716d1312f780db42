#include "process/running_program.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "netrig/core/error.hpp"
#include "process/memory_file.hpp"
#include "process/pidfd.hpp"
#include "process/tail.hpp"
#include "process/wait.hpp"

namespace netrig {
namespace {

ExitStatus status_from(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {.signal = WTERMSIG(wait_status)};
  return {.code = WEXITSTATUS(wait_status)};
}

// Keeps SIGPIPE, which would kill the test program, from the calling thread: signal(7),
// sigpending(2).
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~WithoutSigpipe() {
    const timespec now{};
    if (!was_pending_) ::sigtimedwait(&sigpipe_, nullptr, &now);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  sigset_t sigpipe_{}, before_{};
  bool was_pending_ = false;
};

}  // namespace

RunningProgram::RunningProgram(const Namespace& where, const Program& program)
    : text_(to_string(program)),
      name_(name_of(program, where.name())),
      node_(where.name()),
      live_(launch(where, program)) {}

RunningProgram::RunningProgram(RunningProgram& other, const Program& program)
    : text_(to_string(program)),
      name_(name_of(program, other.node_)),
      node_(other.node_),
      live_(other.launch_beside(program)) {}

Launched RunningProgram::launch_beside(const Program& program) {
  const auto throw_if_over = [&] {
    if (!nobody_is_left()) return;
    wait(Deadline::in(kernel_patience));  // its report has been sent
    throw_ended(fmt::format("cannot start {} beside '{}'", name_of(program, node_), text_));
  };
  throw_if_over();
  try {
    return netrig::launch_beside(*live_.init, node_, program);
  } catch (const DescriptionError&) {
    throw;
  } catch (const Error&) {
    throw_if_over();  // meanwhile: that is why
    throw;
  }
}

std::string RunningProgram::content_of_output(std::size_t from) const {
  return content_of(live_.output, from);
}

std::string RunningProgram::content_of_errors(std::size_t from) const {
  return live_.errors ? content_of(live_.errors, from) : std::string();
}

std::optional<ExitStatus> RunningProgram::status() {
  if (status_) return status_;
  const bool was_over = nobody_is_left();  // asked first: then all reports have been sent
  if (const auto received = receive_report(live_.reports.get())) {
    status_ = status_from(received->report.wait_status);
    // Whoever asks next whether somebody is left gets no answer that depends on chance.
    while (received->report.was_last != 0 && !nobody_is_left())
      wait_until_readable({live_.init->fd()}, Deadline::never());
  } else if (was_over) {
    status_ = ExitStatus{.signal = SIGKILL};
  }
  if (status_) ended_ = std::chrono::steady_clock::now();
  return status_;
}

void RunningProgram::wait_for_news(Deadline deadline) {
  wait_until_readable({status_ ? -1 : live_.reports.get(), live_.growth.get(), live_.init->fd()},
                      deadline);
  eventfd_t count = 0;
  ::eventfd_read(live_.growth.get(), &count);
}

ProgramResult RunningProgram::result() {
  return {.program = text_,
          .node = node_,
          .status = status().value(),
          .output = output(),
          .errors = errors(),
          .elapsed = ended_ - began_};
}

std::string RunningProgram::last_words() const {
  return said(output(), errors());
}

void RunningProgram::throw_ended(const std::string& attempt) {
  throw Error(std::make_error_code(std::errc::no_such_process), attempt, {},
              fmt::format("it {}{}", status().value(), last_words()));
}

void RunningProgram::throw_deadline(const std::string& awaited) const {
  throw DeadlineError(fmt::format("{} {}{}", name(), awaited, last_words()));
}

void RunningProgram::wait_for_output(std::string_view text, Deadline deadline) {
  for (std::size_t from[2] = {};;) {
    const bool was_last = status().has_value();
    const std::string streams[2] = {content_of_output(from[0]), content_of_errors(from[1])};
    for (int i = 0; i < 2; ++i) {
      if (streams[i].find(text) != std::string::npos) return;
      // What may be its beginning is looked at again.
      if (streams[i].size() > text.size()) from[i] += streams[i].size() - text.size();
    }
    if (was_last && (!status_->succeeded() || nobody_is_left()))
      throw_ended(fmt::format("cannot wait until {} says '{}'", name(), text));
    if (deadline.passed()) throw_deadline(fmt::format("to say '{}'", text));
    wait_for_news(deadline);
  }
}

void RunningProgram::signal(int number) {
  const auto attempt = [&] {
    const auto* abbreviation = ::sigabbrev_np(number);
    return fmt::format(
        "cannot send {} to {}",
        abbreviation ? fmt::format("SIG{}", abbreviation) : fmt::format("signal {}", number),
        name());
  };
  if (send_signal(live_.program.get(), number) == 0) return;
  if (errno != ESRCH) check(-1, attempt);
  wait(Deadline::in(kernel_patience));  // its end is on its way here
  throw_ended(attempt());
}

void RunningProgram::write_input(std::string_view text, Deadline deadline) {
  const auto attempt = [&] { return fmt::format("cannot write to the input of {}", name()); };
  if (!live_.input)
    throw DescriptionError(
        fmt::format("{}: it is no pipe (Program::input_is_pipe), or closed", attempt()));
  const WithoutSigpipe without_sigpipe;
  while (!text.empty()) {
    const auto size = ::write(live_.input.get(), text.data(), text.size());
    if (size >= 0) {
      text.remove_prefix(static_cast<std::size_t>(size));
      continue;
    }
    const auto error = errno;
    if (error == EPIPE && status()) throw_ended(attempt());
    if (error != EAGAIN && error != EINTR) throw Error(error_code_from(error), attempt());
    if (deadline.passed()) throw_deadline("to read its input");
    wait_until_writable(live_.input.get(), deadline);
  }
}

ProgramResult RunningProgram::wait(Deadline deadline) {
  while (!status()) {
    if (deadline.passed()) throw_deadline("to end");
    wait_for_news(deadline);
  }
  return result();
}

ProgramResult RunningProgram::stop(Deadline deadline) {
  const bool had_ended = status().has_value();
  if (had_ended)
    live_.init->terminate_all();
  else
    send_signal(live_.program.get(), SIGTERM);
  const auto is_done = [&] { return had_ended ? nobody_is_left() : status().has_value(); };
  while (!is_done() && !deadline.passed()) wait_for_news(deadline);
  end();
  return result();
}

}  // namespace netrig
