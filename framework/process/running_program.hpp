// A program at work: what is known of it, and what was heard of it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/process/program.hpp"
#include "process/launch.hpp"

namespace netrig {

/// Has two kinds of owners: the handle, and its Network, which may call end() from any thread. All
/// else is for one thread at a time. See Process.
class RunningProgram {
 public:
  RunningProgram(const Namespace& where, const Program& program);
  /// In the surroundings of `other`.
  RunningProgram(RunningProgram& other, const Program& program);

  const std::string& text() const noexcept { return text_; }
  const std::string& node() const noexcept { return node_; }
  pid_t pid() const noexcept { return live_.pid; }
  void end() const noexcept { live_.init->end(); }

  /// How the program itself ended; empty when it has not.
  std::optional<ExitStatus> status();
  std::string output() const { return content_of_output(0); }
  std::string errors() const { return content_of_errors(0); }
  void wait_for_output(std::string_view text, Deadline deadline);
  void wait_until_listening(TransportPort port, const std::optional<IpAddress>& address,
                            Deadline deadline);
  void signal(int number);
  void write_input(std::string_view text, Deadline deadline);
  void close_input() noexcept { live_.input = UniqueFd(); }
  ProgramResult wait(Deadline deadline);
  ProgramResult stop(Deadline deadline);

 private:
  /// "'nginx' in 'server'"
  const std::string& name() const noexcept { return name_; }
  std::string content_of_output(std::size_t from) const;
  std::string content_of_errors(std::size_t from) const;
  bool nobody_is_left() const { return live_.init->has_ended(); }
  Launched launch_beside(const Program& program);
  /// Until there is more output, the program has ended or nobody is left; at most until the
  /// deadline.
  void wait_for_news(Deadline deadline);
  ProgramResult result();
  /// "; it said:\n  the end of it", or "; it said nothing".
  std::string last_words() const;
  /// `attempt`: "cannot send SIGTERM to 'nginx' in 'server'".
  [[noreturn]] void throw_ended(const std::string& attempt);
  /// `awaited`: "to end".
  [[noreturn]] void throw_deadline(const std::string& awaited) const;

  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const std::string text_, name_, node_;
  Launched live_;
  std::optional<ExitStatus> status_{};
  std::chrono::steady_clock::time_point ended_{};
};

}  // namespace netrig
