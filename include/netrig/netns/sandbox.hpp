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

/// What to say of namespaces that are left: "the kernel has not removed 1 of this program's
/// namespaces: Perimeter.DropsTelnet/client", and why that may be.
std::string not_removed(const std::vector<std::string>& names);

/// Move-only; the process stays inside when it ends.
class Sandbox {
 public:
  /// Moves the process into a new network namespace with nothing but `lo`, up. As an ordinary user
  /// it first enters a user namespace, in which it is root. Must come before the first thread: an
  /// Error otherwise, because unshare(2) moves only the calling one. Takes a few milliseconds, and
  /// raises the soft limit of open files to the hard one. The whole sequence is tried in a child
  /// process first, because a machine may deny any part of it, so a failure leaves the process
  /// where it was. Throws PermissionError with the command that would allow it.
  Sandbox();
  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;
  ~Sandbox();

  /// Whether this process lives in a sandbox, as netrig::gtest_main sees to.
  static bool is_entered();

  /// Waits until the kernel has confirmed that nobody holds any namespace that this process made
  /// and that its removal has begun (RTM_DELNSID). Gives the names of those that are left when the
  /// deadline passes, such as "Perimeter.DropsTelnet/client"; empty is good.
  std::vector<std::string> wait_until_all_removed(Deadline deadline);

  /// The last act of a test program: gives back `result`, but 1 and a word to standard error when a
  /// namespace is left after `kernel_patience`.
  int finish(int result);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netrig
