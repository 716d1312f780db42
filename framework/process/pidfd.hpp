// Descriptors of processes. By system calls: glibc 2.36 declares its functions for C alone.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace netrig {

/// pidfd_open(2): Linux 5.3. Readable when the process, with all its threads, has ended; closed on
/// exec.
inline int open_pidfd(pid_t pid) noexcept {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

/// pidfd_send_signal(2): never to another process that has got the number.
inline int send_signal(int pidfd, int number) noexcept {
  return static_cast<int>(::syscall(SYS_pidfd_send_signal, pidfd, number, nullptr, 0));
}

/// Of what process it is, as this one sees it; 0 or less when that has ended.
pid_t pid_of(int pidfd);

}  // namespace netrig
