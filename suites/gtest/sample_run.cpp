#include "sample_run.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <sstream>
#include <string_view>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

// Makes unshare(2) and setns(2) fail with EPERM from now on, as a container runtime does.
bool deny_namespaces() {
  std::array<sock_filter, 5> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setns, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::string read_to_end(const UniqueFd& fd) {
  std::string text;
  std::array<char, 4096> part{};
  while (const auto size = check(::read(fd.get(), part.data(), part.size()),
                                 [] { return "cannot read the output of gtest_sample"; }))
    text.append(part.data(), static_cast<std::size_t>(size));
  return text;
}

// The names of the tests whose lines begin with "[mark] ", but not in the summary at the end.
std::vector<std::string> tests_marked(const std::string& mark, const SampleRun& run) {
  std::vector<std::string> names;
  std::istringstream lines(run.output);
  const auto prefix = "[" + mark + "] ";
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(prefix) && line.ends_with(" ms)"))
      names.push_back(
          line.substr(prefix.size(), line.find_first_of(" ,", prefix.size()) - prefix.size()));
  }
  return names;
}

}  // namespace

SampleRun run_sample(std::vector<std::string> arguments, const SampleOptions& options) {
  arguments.insert(
      arguments.begin(),
      std::filesystem::read_symlink("/proc/self/exe").replace_filename("gtest_sample"));
  auto environment = options.environment;  // the first one of a name counts
  for (char** each = environ; *each != nullptr; ++each)
    if (!std::string_view(*each).starts_with("GTEST_")) environment.emplace_back(*each);
  const auto argv = pointers(arguments);
  const auto envp = pointers(environment);

  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), [] { return "cannot open a pipe"; });
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  const auto child = check(::fork(), [] { return "cannot start gtest_sample"; });
  if (child == 0) {
    ::dup2(writing.get(), STDOUT_FILENO);
    ::dup2(writing.get(), STDERR_FILENO);
    if (options.may_make_namespaces || deny_namespaces())
      ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  writing = UniqueFd();

  SampleRun run;
  run.output = read_to_end(reading);
  int status = 0;
  check(::waitpid(child, &status, 0), [] { return "cannot wait for gtest_sample"; });
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
  return run;
}

void Sample::SetUp() {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached"});
  if (!skipped(run).empty()) GTEST_SKIP() << report_of("Pair.IsReached", run);
}

std::vector<std::string> passed(const SampleRun& run) {
  return tests_marked("       OK ", run);
}

std::vector<std::string> failed(const SampleRun& run) {
  return tests_marked("  FAILED  ", run);
}

std::vector<std::string> skipped(const SampleRun& run) {
  return tests_marked("  SKIPPED ", run);
}

std::string report_of(const std::string& test, const SampleRun& run) {
  const auto begin = "[ RUN      ] " + test + "\n";
  const auto from = run.output.find(begin);
  if (from == std::string::npos) return run.output;
  auto text = run.output.substr(from + begin.size());
  if (const auto end = text.find("] " + test); end != std::string::npos)
    text.resize(text.rfind('\n', end) + 1);
  text = std::regex_replace(text, std::regex("[0-9]+(\\.[0-9]+)? ms"), "# ms");
  text = std::regex_replace(text, std::regex("pid=[0-9]+,fd=[0-9]+"), "pid=#,fd=#");
  text = std::regex_replace(text, std::regex("([0-9a-f]{2}:){5}[0-9a-f]{2}"), "#");
  return std::regex_replace(text, std::regex("\\S*/(\\w+\\.cpp):[0-9]+"), "$1:#");
}

}  // namespace netrig
