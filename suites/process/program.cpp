#include "program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string_view>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr int not_started = 125;

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What a program is given of this process's own environment.
std::vector<std::string> handed_on() {
  const char* run = std::getenv("NETRIG_RUN");
  return run ? std::vector{fmt::format("NETRIG_RUN={}", run)} : std::vector<std::string>();
}

// In the new process. Death tests of the style "threadsafe" start the program again by its path.
[[noreturn]] void become(const Invocation& invocation, const std::string& path,
                         const UniqueFd& executable, int output) {
  try {
    check(::dup2(output, STDOUT_FILENO), [] { return "cannot redirect standard output"; });
    check(::dup2(output, STDERR_FILENO), [] { return "cannot redirect standard error"; });
    const rlimit none{0, 0};  // a core file would be one that was left behind
    check(::setrlimit(RLIMIT_CORE, &none), [] { return "cannot forbid core files"; });
    if (invocation.prepare) invocation.prepare();
    // Behind what may change its credentials: they take this along (PR_SET_PDEATHSIG(2const)).
    check(::prctl(PR_SET_PDEATHSIG, SIGKILL), [] { return "cannot be made to end with a test"; });
    for (const int each : invocation.descriptors)
      check(::fcntl(each, F_SETFD, 0), [] { return "cannot hand a descriptor on"; });
    auto arguments = invocation.arguments;
    arguments.insert(arguments.begin(), path);
    auto environment = handed_on();
    environment.insert(environment.end(), invocation.environment.begin(),
                       invocation.environment.end());
    ::fexecve(executable.get(), pointers_to(arguments).data(), pointers_to(environment).data());
    check(-1, [&] { return fmt::format("cannot execute '{}'", invocation.name); });
  } catch (const std::exception& error) {
    ::dprintf(STDERR_FILENO, "%s\n", error.what());
  }
  ::_exit(not_started);
}

std::string how_it_ended(int status) {
  return WIFSIGNALED(status) ? fmt::format("killed by SIG{}", ::sigabbrev_np(WTERMSIG(status)))
                             : fmt::format("exited with {}", WEXITSTATUS(status));
}

std::string contents_of(const UniqueFd& file) {
  std::string text(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), '\0');
  const auto size = check(::pread(file.get(), text.data(), text.size(), 0),
                          [] { return "cannot read a program's output"; });
  text.resize(static_cast<std::size_t>(size));
  constexpr std::string_view mark = "[  SKIPPED ]", quoted = "[  skipped ]";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
    text.replace(at, mark.size(), quoted);
  return text;
}

bool becomes_readable(const UniqueFd& fd, std::chrono::nanoseconds within) {
  pollfd waiting{fd.get(), POLLIN, 0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(within);
  const timespec timeout{seconds.count(), (within - seconds).count()};
  return check(::ppoll(&waiting, 1, &timeout, nullptr), [] { return "cannot wait"; }) == 1;
}

}  // namespace

TestProgram::TestProgram(const Invocation& invocation)
    : output_(check(::memfd_create("output", MFD_CLOEXEC),
                    [] { return "cannot make a file in memory"; })) {
  const auto path =
      std::filesystem::read_symlink("/proc/self/exe").replace_filename(invocation.name);
  // Opened here: where the program is going to live, this path may mean nothing.
  const UniqueFd executable(check(::open(path.c_str(), O_RDONLY | O_CLOEXEC),
                                  [&] { return fmt::format("cannot open {}", path.native()); }));
  std::fflush(nullptr);
  pid_ = check(::fork(), [] { return "cannot start a process"; });
  if (pid_ == 0) become(invocation, path.native(), executable, output_.get());
  end_ = UniqueFd(check(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)),
                        [] { return "cannot watch a process"; }));
}

TestProgram::~TestProgram() {
  if (!end_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool TestProgram::runs_for(std::chrono::nanoseconds time) const {
  return !becomes_readable(end_, time);
}

void TestProgram::kill() const {
  check(::kill(pid_, SIGKILL), [] { return "cannot kill a process"; });
}

Ending TestProgram::wait(Deadline deadline) {
  if (!becomes_readable(end_, deadline.remaining()))
    throw DeadlineError(
        fmt::format("a program to end, which has said so far: {}", contents_of(output_)));
  int status = 0;
  check(::waitpid(pid_, &status, 0), [] { return "cannot wait for a process"; });
  end_ = UniqueFd();
  return {how_it_ended(status), contents_of(output_)};
}

Pipe::Pipe() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), [] { return "cannot open a pipe"; });
  reading = UniqueFd(ends[0]);
  writing = UniqueFd(ends[1]);
}

void wait_for_bytes(const UniqueFd& reading, int count, Deadline deadline,
                    const std::string& awaited) {
  for (char byte{}; count > 0; --count)
    if (!becomes_readable(reading, deadline.remaining()) || ::read(reading.get(), &byte, 1) != 1)
      throw DeadlineError(awaited);
}

}  // namespace netrig
