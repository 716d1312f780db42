#include "process/command.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "netrig/core/error.hpp"
#include "process/memory_file.hpp"
#include "process/spawn.hpp"

namespace netrig {
namespace {

int wait_for(pid_t pid, const std::filesystem::path& program) {
  int status = 0;
  pid_t ended = 0;
  do ended = ::waitpid(pid, &status, 0);
  while (ended < 0 && errno == EINTR);
  check(ended, [&] { return fmt::format("cannot wait for {}", program.string()); });
  return status;
}

}  // namespace

std::filesystem::path find_program(const std::string& name) {
  const auto* path = std::getenv("PATH");
  std::istringstream folders((path ? std::string(path) + ':' : "") + "/usr/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto candidate = std::filesystem::path(folder) / name;
    if (candidate.is_absolute() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

CommandResult run_command(const std::filesystem::path& program, std::vector<std::string> arguments,
                          const std::string& input, std::vector<std::string> environment) {
  const auto standard_input = file_in_memory("input", input);
  const auto output = file_in_memory("output"), errors = file_in_memory("errors");
  const FileActions actions(standard_input.get(), output.get(), errors.get());
  const SpawnAttributes attributes;
  arguments.insert(arguments.begin(), program.filename().string());

  // A child of this thread, and so in its namespace (vfork(2)).
  pid_t pid = 0;
  const auto error = ::posix_spawn(&pid, program.c_str(), actions.get(), attributes.get(),
                                   pointers_to(arguments).data(), pointers_to(environment).data());
  if (error != 0)
    throw Error(error_code_from(error), fmt::format("cannot start {}", program.string()));
  const auto status = wait_for(pid, program);
  CommandResult result{.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0,
                       .output = content_of(output),
                       .errors = content_of(errors)};
  if (WIFSIGNALED(status))
    result.errors += fmt::format("killed by SIG{}", ::sigabbrev_np(WTERMSIG(status)));
  return result;
}

}  // namespace netrig
