// The empty network namespace in which a test program lives, away from the host's network.
//
//   int main(int argc, char** argv) {
//     testing::InitGoogleTest(&argc, argv);
//     netrig::Sandbox sandbox;                        // before any thread starts
//     return sandbox.finish(RUN_ALL_TESTS());
//   }
//
// netrig::gtest_main has such a main.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"

namespace netrig {

/// Move-only; the process stays inside when it ends.
class Sandbox {
 public:
  /// Moves the process into a new network namespace with nothing but `lo`, up. As an ordinary user
  /// it first enters a user namespace, in which it is root. Must come before the first thread
  /// (unshare(2) refuses CLONE_NEWUSER to a process with several); takes a few milliseconds. The
  /// whole sequence is tried in a child process first, because a machine may deny any part of it,
  /// so a failure leaves the process where it was. Throws PermissionError with the command that
  /// would allow it.
  Sandbox();
  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;
  ~Sandbox();

  /// Waits until the kernel has confirmed the removal of every namespace that a Network of this
  /// process made (RTM_DELNSID). Gives the names of those that are left when the deadline passes,
  /// such as "Perimeter.DropsTelnet/client"; empty is good.
  std::vector<std::string> wait_until_all_removed(Deadline deadline);

  /// The last act of a test program: gives back `result`, but 1 and a word to standard error when a
  /// namespace is left after `kernel_patience`.
  int finish(int result);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netrig
