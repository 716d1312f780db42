#include "process/init_process.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "netrig/core/error.hpp"
#include "process/pidfd.hpp"
#include "process/wait.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

// 0 where there is no such process any more: proc_pid_stat(5). The name before it may hold
// anything.
pid_t parent_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text, '\0');  // all of it; one that ends meanwhile is no exception here
  pid_t parent = 0;
  const auto end_of_name = text.rfind(") ");
  if (end_of_name == std::string::npos || text.size() < end_of_name + 4) return 0;
  std::from_chars(text.data() + end_of_name + 4, text.data() + text.size(), parent);
  return parent;
}

// What /proc shows, each with its parent.
std::map<pid_t, pid_t> processes() {
  std::map<pid_t, pid_t> all;
  std::error_code ignored;
  for (fs::directory_iterator each("/proc", ignored); each != fs::directory_iterator();
       each.increment(ignored)) {
    const auto name = each->path().filename().string();
    pid_t pid = 0;
    std::from_chars(name.data(), name.data() + name.size(), pid);
    if (pid > 0) all[pid] = parent_of(pid);
  }
  return all;
}

}  // namespace

pid_t pid_of(int pidfd) {
  pid_t pid = 0;
  std::ifstream information(fmt::format("/proc/self/fdinfo/{}", pidfd));
  for (std::string word; information >> word;)
    if (word == "Pid:") information >> pid;
  return pid;
}

InitProcess::InitProcess(pid_t pid)
    : owner_(::getpid()), is_first_(true), fd_(open_pidfd(pid)), pid_(pid) {
  if (!fd_) {
    const auto code = error_code_from(errno);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    throw Error(code, "cannot watch a process");
  }
}

InitProcess::InitProcess(UniqueFd pidfd)
    : owner_(::getpid()), is_first_(false), fd_(std::move(pidfd)), pid_(pid_of(fd_.get())) {}

bool InitProcess::has_ended() const noexcept {
  return is_readable(fd_.get());
}

bool InitProcess::looks_after(pid_t pid) const {
  while (pid > 1 && pid != pid_) pid = parent_of(pid);
  return pid > 1 && !has_ended();  // asked last: until then the number has been its own
}

void InitProcess::terminate_all() const {
  // The first process passes it on: to all at once, however fast they multiply.
  if (is_first_)
    send_signal(fd_.get(), SIGTERM);
  else
    signal_each(SIGTERM);
  go_on();
}

// Others in its PID namespace may have stopped it.
void InitProcess::go_on() const noexcept {
  if (!is_first_) send_signal(fd_.get(), SIGCONT);
}

void InitProcess::signal_each(int number) const {
  const auto all = processes();
  const auto parent_in_list = [&](pid_t pid) {
    const auto found = all.find(pid);
    return found == all.end() ? 0 : found->second;
  };
  for (const auto& [pid, parent] : all) {
    auto ancestor = parent;
    while (ancestor > 1 && ancestor != pid_) ancestor = parent_in_list(ancestor);
    if (ancestor != pid_) continue;
    const UniqueFd pidfd(open_pidfd(pid));
    if (pidfd && looks_after(pid)) send_signal(pidfd.get(), number);  // still the same
  }
}

void InitProcess::end() const noexcept {
  if (::getpid() != owner_) return;
  if (is_first_) send_signal(fd_.get(), SIGKILL);
  // It stays, so that the orphans come to it, and goes when nobody is left. Some may multiply while
  // they are being killed.
  constexpr std::chrono::milliseconds pause{5};
  while (!is_first_ && !has_ended()) {
    signal_each(SIGKILL);
    go_on();
    wait_until_readable({fd_.get()}, Deadline::in(pause));
  }
  siginfo_t information{};
  while (::waitid(P_PIDFD, static_cast<id_t>(fd_.get()), &information, WEXITED) != 0)
    if (errno != EINTR) break;
  // Where the test ignores SIGCHLD or waits for any child, this one was not ours to wait for.
  while (!has_ended()) wait_until_readable({fd_.get()}, Deadline::never());
}

}  // namespace netrig
