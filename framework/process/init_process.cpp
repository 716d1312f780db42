#include "process/init_process.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "netrig/core/error.hpp"
#include "process/pidfd.hpp"
#include "process/wait.hpp"

namespace netrig {

InitProcess::InitProcess(pid_t pid) : owner_(::getpid()), fd_(open_pidfd(pid)) {
  if (!fd_) {
    const auto code = error_code_from(errno);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    throw Error(code, "cannot watch a process");
  }
  struct stat status {};
  if (::stat(fmt::format("/proc/{}/ns/pid", pid).c_str(), &status) == 0)
    pid_namespace_ = status.st_ino;
}

bool InitProcess::has_ended() const noexcept {
  return is_readable(fd_.get());
}

void InitProcess::end() const noexcept {
  if (::getpid() != owner_) return;
  send_signal(fd_.get(), SIGKILL);
  siginfo_t information{};
  while (::waitid(P_PIDFD, static_cast<id_t>(fd_.get()), &information, WEXITED) != 0)
    if (errno != EINTR) break;
  // Where the test ignores SIGCHLD or waits for any child, this one was not ours to wait for.
  while (!has_ended()) wait_until_readable({fd_.get()}, Deadline::never());
}

}  // namespace netrig
