// The hold on the process that looks after a program, and so on all that the program has started.
#pragma once

#include <sys/types.h>

#include "netrig/core/unique_fd.hpp"

namespace netrig {

class InitProcess {
 public:
  /// Takes over a child of this process, the first of a PID namespace. Throws Error, and then has
  /// ended it.
  explicit InitProcess(pid_t pid);
  /// Takes over one that has joined the PID namespace of another.
  explicit InitProcess(UniqueFd pidfd);
  ~InitProcess() { end(); }
  InitProcess(const InitProcess&) = delete;
  InitProcess& operator=(const InitProcess&) = delete;

  /// A pidfd_open(2): readable when it has ended, and all others with it.
  int fd() const noexcept { return fd_.get(); }
  bool has_ended() const noexcept;
  /// Whether it looks after that process, which may be the program itself or what that has started.
  bool looks_after(pid_t pid) const;
  /// Asks all that it looks after to end: SIGTERM.
  void terminate_all() const;
  /// Kills all and returns when they are gone. From any thread, any number of times; in a forked
  /// process, whose child it is not, it does nothing.
  void end() const noexcept;

 private:
  void signal_each(int number) const;
  void go_on() const noexcept;

  const pid_t owner_;
  const bool is_first_;  // of its PID namespace: the kernel ends all others with it
  UniqueFd fd_;
  pid_t pid_;
};

}  // namespace netrig
