// A terminal of the machine: a bash that is told one command after the other.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "article.hpp"
#include "machine.hpp"

namespace netrig {

/// What is behind a command is a line that no command can print by chance: with it, bash says how
/// the command ended. An inner shell, such as chroot's, reads it in bash's place, and so the next
/// command.
class Terminal {
 public:
  explicit Terminal(const Machine& machine);

  /// Types a command, and at once what is behind it unless it goes on: a program that runs may read
  /// that. Throws Error when there is no shell any more.
  enum class Then { ends, goes_on };
  void type(const std::string& command, Then then);
  /// What was typed last, where that has not ended.
  const std::string& running() const noexcept { return running_; }

  /// What it has printed since it was looked at last, with its exit status in the end, "[1]", where
  /// that is not 0.
  Lines shown();
  /// Looks away: what has been shown is not shown again.
  void look_away();

  /// Until the command has ended; whether it has.
  bool wait_for_end(Deadline deadline);
  /// Until what is shown matches, or the command has ended; whether it matches.
  bool wait_until_shown(const Lines& expected, Deadline deadline);

  /// Control and C: SIGINT for the program that runs. False when there is none.
  bool interrupt();

 private:
  void type_marker();
  /// Their process IDs, as this process sees them; none when it is a shell that waits.
  std::vector<pid_t> programs() const;
  static bool wait_until(const std::function<bool()>& is_so, Deadline deadline);
  /// Whether the line is there.
  bool has_ended();

  Process shell_;
  std::string running_{};
  std::string marker_{};  // empty: it has not been typed
  std::size_t seen_ = 0;  // of the shell's output
  std::size_t end_ = 0;   // of the command's output, when it has ended
  std::optional<int> status_{};
};

}  // namespace netrig
