// A test program that a test starts, and its end.
//
//   TestProgram victim({.name = "survival_victim", .arguments = {"--gtest_filter=Victim.Aborts"}});
//   EXPECT_EQ(victim.wait(Deadline::in(kernel_patience)).how, "killed by SIGABRT");
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

struct Invocation {
  std::string name;  ///< of an executable that lies beside this one
  std::vector<std::string> arguments{};
  /// All of it: of this process's own environment nothing is handed on, but for the NETRIG_RUN by
  /// which ci/host-untouched knows its own.
  std::vector<std::string> environment{};
  std::vector<int> descriptors{};  ///< that it inherits, under the same numbers
  /// Called in the new process, which is still this program, before it becomes the other one.
  std::function<void()> prepare{};
};

struct Ending {
  std::string how;  ///< "exited with 0", "killed by SIGABRT"
  /// Standard output and standard error, with "[  skipped ]" for GoogleTest's mark of a skipped
  /// test: CTest takes a test that prints that mark, quoted or not, for skipped and not for failed.
  std::string output;

  friend std::ostream& operator<<(std::ostream& os, const Ending& ending) {
    return os << ending.how << ", and said:\n" << ending.output;
  }
};

/// Killed when the object, or this process, ends before it.
class TestProgram {
 public:
  explicit TestProgram(const Invocation& invocation);
  ~TestProgram();
  TestProgram(const TestProgram&) = delete;
  TestProgram& operator=(const TestProgram&) = delete;

  pid_t pid() const noexcept { return pid_; }
  /// Whether it still runs after that time.
  bool runs_for(std::chrono::nanoseconds time) const;
  void kill() const;
  /// Throws DeadlineError.
  Ending wait(Deadline deadline);

 private:
  UniqueFd output_;  // a file in memory: nobody has to read along
  pid_t pid_;
  UniqueFd end_;  // readable when the program has ended (pidfd_open(2))
};

/// Both ends of a pipe(2), closed on exec.
struct Pipe {
  Pipe();
  UniqueFd reading, writing;
};

/// Waits until `count` bytes have come; throws DeadlineError("AWAITED"), also at the end of the
/// pipe.
void wait_for_bytes(const UniqueFd& reading, int count, Deadline deadline,
                    const std::string& awaited);

}  // namespace netrig
