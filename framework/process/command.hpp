// A tool of netrig's own that is a program: iptables-restore, because iptables has no library, and
// `busybox --list`. Not in namespaces of its own, as the programs under test are: it takes half the
// time, and leaves nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace netrig {

/// Looks in PATH and then where administrators' programs are, which an ordinary user's PATH on
/// Debian leaves out. Empty when there is none.
std::filesystem::path find_program(const std::string& name);

struct CommandResult {
  bool succeeded = false;
  std::string output{};
  std::string errors{};  ///< and what became of the program, if it did not exit
};

/// Runs a program in the calling thread's namespace, waits for its end and gives what it said. No
/// shell. `input` is its standard input, `environment` all of its environment, and it has no other
/// descriptors than the standard ones. Throws Error when it cannot be started.
CommandResult run_command(const std::filesystem::path& program, std::vector<std::string> arguments,
                          const std::string& input, std::vector<std::string> environment);

}  // namespace netrig
