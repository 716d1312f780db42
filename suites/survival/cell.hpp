// Where a program is started that a test is going to kill, so that what it leaves can be counted.
//
//   Cell cell(Cell::User::ordinary);
//   TestProgram victim({.name = "survival_victim", .prepare = [&] { cell.enter(); }});
//   ...
//   EXPECT_THAT(cell.remains(Deadline::in(kernel_patience)), IsEmpty());
//
// A user namespace counts the namespaces of every kind that were made in it and below it, and lets
// its root limit their number (namespaces(7), /proc/sys/user): when one more can be made under a
// limit of one, none is left. A mount namespace has empty file systems where programs leave their
// files. And this process adopts the orphans (PR_SET_CHILD_SUBREAPER).
#pragma once

#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// For one program. Works as root and as root of a user namespace.
class Cell {
 public:
  enum class User {
    root,      ///< has all capabilities in the cell
    ordinary,  ///< loses them with exec: what it needs it gets in a user namespace of its own
  };

  /// Throws PermissionError where user namespaces are forbidden. Before the first thread starts.
  explicit Cell(User user);
  /// Kills the processes that are left.
  ~Cell();
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  /// Moves the calling process in; for Invocation::prepare. Until it executes a program, it has all
  /// capabilities there. Its network namespace stays what it is.
  void enter() const;

  /// What the program left, to be called once and when it has ended: "21 network namespaces",
  /// "process survival_victim", "mount /run/forgotten", "file /tmp/forgotten", "interface eth0".
  /// Waits for processes to end until the deadline, and from then on as long again for the kernel,
  /// which removes namespaces in the background, round by round.
  std::vector<std::string> remains(Deadline deadline);

 private:
  UniqueFd user_namespace_, mount_namespace_, mounts_;
  std::vector<UniqueFd> folders_;
  std::vector<std::string> mounts_before_, interfaces_before_;
};

}  // namespace netrig
