// The first process of a program's PID namespace.
//
// The program itself could be it, but then no signal without a handler would reach it, orphans
// would be its to reap, and a daemon that goes into the background would die at birth
// (pid_namespaces(7)). So it is a fork of the test program, which starts the program as its child
// and from then on
//   - reaps: the program, whose end it reports, and every orphan;
//   - keeps what the program writes: from pipes into files in memory, so that nobody has to read
//   along;
//   - relays SIGTERM to all others;
//   - exits when no other process is left, or when the test program has ended, by its pidfd
//     (PR_SET_PDEATHSIG would tell of the end of the thread that forked it). All others die with
//     it.
//
// The test program has threads, so nothing here may wait for a lock or allocate: all is prepared
// before the fork, and only system calls are made.
#pragma once

#include <spawn.h>

namespace netrig {

/// What it tells the test program, by a message each.
struct Report {
  enum Kind { started, failed, ended } kind{};
  /// Where it failed.
  enum Step { mounting_proc, changing_directory, executing, watching } step{};
  int error = 0;        ///< an errno, where it failed
  int candidate = 0;    ///< which of InitPlan::candidates could not be executed
  int is_there = 0;     ///< whether there is such a file
  char text[128]{};     ///< how that begins: "#!/usr/bin/python"
  int wait_status = 0;  ///< how the program ended (wait(2))
};

/// One of the program's output streams.
struct CapturedStream {
  int writing = -1, reading = -1;  ///< the ends of a pipe; negative where there is none
  int file = -1;                   ///< in memory
};

struct InitPlan {
  int reports = -1;       ///< a socket that keeps messages apart; takes the program's pidfd too
  int growth = -1;        ///< an eventfd(2): the files have grown
  int test_program = -1;  ///< its pidfd
  int input = -1;
  CapturedStream output{}, errors{};
  const int* descriptors = nullptr;  ///< all of these, in ascending order; no others stay open
  int descriptor_count = 0;

  bool mounts_proc = false;
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
