// The first process of a program's PID namespace; or, for a program that joins the surroundings of
// another, one in the PID namespace of that.
//
// The program itself could be it, but then no signal without a handler would reach it, orphans
// would be its to reap, and a daemon that goes into the background would die at birth
// (pid_namespaces(7)). So it is a fork of the test program, which starts the program as its child
// and from then on
//   - reaps: the program, whose end it reports, and every orphan;
//   - keeps what the program writes: from pipes into files in memory, so that nobody has to read
//   along;
//   - relays SIGTERM to all others, as the first process;
//   - exits when no other process is left, or when the test program has ended, by its pidfd
//     (PR_SET_PDEATHSIG would tell of the end of the thread that forked it). All others die with
//     the first process.
//
// The one that joins is a child of the first process, as an orphan is, and not of the test program:
// otherwise the PID namespace could not end before the test program has waited for it
// (zap_pid_ns_processes()), nor would the first process see that somebody is left. It is the one to
// which the orphans of its own program come (PR_SET_CHILD_SUBREAPER).
//
// The test program has threads, so nothing here may wait for a lock or allocate: all is prepared
// before the fork, and only system calls are made.
#pragma once

#include <spawn.h>

namespace netrig {

/// What it tells the test program, by a message each.
struct Report {
  enum Kind { joined, started, failed, ended } kind{};
  /// Where it failed.
  enum Step {
    joining,
    mounting_proc,
    protecting_proc,
    changing_directory,
    executing,
    watching
  } step{};
  int error = 0;        ///< an errno, where it failed
  int candidate = 0;    ///< which of InitPlan::candidates could not be executed
  int is_there = 0;     ///< whether there is such a file
  char text[128]{};     ///< how that begins: "#!/usr/bin/python"
  int wait_status = 0;  ///< how the program ended (wait(2))
  int was_last = 0;     ///< whether nobody was left then, so that this process ends as well
};

/// One of the program's output streams.
struct CapturedStream {
  int writing = -1, reading = -1;  ///< the ends of a pipe; negative where there is none
  int file = -1;                   ///< in memory
};

struct InitPlan {
  /// A socket that keeps messages apart; takes the program's pidfd too, and the pidfd of one that
  /// joins.
  int reports = -1;
  int growth = -1;        ///< an eventfd(2): the files have grown
  int test_program = -1;  ///< its pidfd
  int input = -1;
  CapturedStream output{}, errors{};
  const int* descriptors = nullptr;  ///< all of these, in ascending order; no others stay open
  int descriptor_count = 0;

  bool joins = false;  ///< the PID namespace of another
  bool mounts_proc = false;
  bool protects_proc = false;    ///< and lets nobody write there to what is the machine's
  bool leaves_old_root = false;  ///< which is mounted upon the new one: pivot_root(".", ".")
  const char* working_directory = nullptr;
  const char* const* candidates = nullptr;  ///< paths, tried in this order, with a null at the end
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  const posix_spawn_file_actions_t* file_actions = nullptr;
  const posix_spawnattr_t* attributes = nullptr;
};

/// To be called in the child of a fork(2) and nowhere else.
[[noreturn]] void run_init(const InitPlan& plan) noexcept;

}  // namespace netrig
