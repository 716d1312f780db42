// The hold on the first process of a PID namespace, and so on all processes in it.
#pragma once

#include <sys/types.h>

#include "netrig/core/unique_fd.hpp"

namespace netrig {

class InitProcess {
 public:
  /// Takes over a child of this process. Throws Error, and then has ended it.
  explicit InitProcess(pid_t pid);
  ~InitProcess() { end(); }
  InitProcess(const InitProcess&) = delete;
  InitProcess& operator=(const InitProcess&) = delete;

  /// A pidfd_open(2): readable when it has ended, and all others with it.
  int fd() const noexcept { return fd_.get(); }
  /// Tells PID namespaces apart; 0 when it had ended by the time that it was taken over.
  ino_t pid_namespace() const noexcept { return pid_namespace_; }
  bool has_ended() const noexcept;
  /// Kills all and returns when they are gone. From any thread, any number of times; in a forked
  /// process, whose child it is not, it does nothing.
  void end() const noexcept;

 private:
  const pid_t owner_;
  UniqueFd fd_;
  ino_t pid_namespace_ = 0;
};

}  // namespace netrig
