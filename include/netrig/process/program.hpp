// A real program: what is started in a node, how it ended and what it said.
//
//   Program web{.arguments = {"nginx", "-c", "/run/nginx.conf", "-g", "daemon off;"},
//               .files = {{"/run/nginx.conf", configuration}},
//               .empty_folders = {"/run", "/var/log/nginx"}};
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "netrig/core/print.hpp"
#include "netrig/process/root_folder.hpp"

namespace netrig {

/// What to start, and where it finds itself. Of the test program's own surroundings it gets the
/// files, but for the node's own /etc (Node::set_file()) and for what is laid over them, and
/// nothing else: no environment, no descriptors, no terminal, no working directory.
struct Program {
  /// The program first: a path, or a name that is looked for in its PATH.
  std::vector<std::string> arguments;
  /// Added to default_environment(), in the place of a variable of the same name.
  std::map<std::string, std::string> environment{};
  std::string input{};         ///< its standard input, a file
  bool input_is_pipe = false;  ///< instead, a pipe: Process::write_input(), close_input()
  /// Standard error in one with standard output, in the order of writing: `2>&1`. Kept apart
  /// otherwise.
  bool errors_into_output = false;
  std::filesystem::path working_directory = "/";
  /// What it sees as `/` (pivot_root(2)): a folder, or a RootFileSystem. That which is laid over
  /// and the working directory are in there. The machine's own when empty.
  RootFolder root{};
  /// Texts that it sees in the place of what these files hold (a bind mount each; symbolic links
  /// are followed), until somebody else renames another file there. A file must be there to be laid
  /// over, or be in one of the empty folders, which then gets the folders on the way to it. It may
  /// write to them; nobody else sees that.
  std::map<std::filesystem::path, std::string> files{};
  /// Folders that it sees empty, in memory, and may write to: `/run`, `/var/log/nginx`. They must
  /// be there. Gone with it, and with all that it wrote there.
  std::vector<std::filesystem::path> empty_folders{};
  /// It, and all that is started beside it, may write to nothing but its empty folders, its files,
  /// the node's /etc, the sysctls of the network (`/proc/sys/net`) and /proc/PID: root's mistakes
  /// stay here. That is a guard against accidents: who has all rights may still mount a file system
  /// of the machine again, write to a device, set the clock. mount_setattr(2), Linux 5.12.
  bool read_only = false;
};
/// "nginx -g 'daemon off;'"
std::string to_string(const Program& program);
template <>
inline constexpr bool is_printable<Program> = true;

/// PATH with all the usual folders, LC_ALL=C, and a HOME in which nobody has left a configuration:
/// what the user of the test has in the environment, such as http_proxy, decides no test.
const std::map<std::string, std::string>& default_environment();

/// How a program ended (wait(2)).
struct ExitStatus {
  int code = 0;    ///< what it exited with
  int signal = 0;  ///< what killed it, if something did: SIGTERM

  bool succeeded() const noexcept { return code == 0 && signal == 0; }
  bool operator==(const ExitStatus&) const = default;
};
/// "exited with 1", "was killed by SIGTERM"
std::string to_string(const ExitStatus& status);
template <>
inline constexpr bool is_printable<ExitStatus> = true;

/// A program that has ended.
struct ProgramResult {
  std::string program{};  ///< "curl -s http://10.0.0.1/"
  std::string node{};
  ExitStatus status{};
  std::string output{};
  std::string errors{};  ///< its standard error, where that was kept apart
  std::chrono::nanoseconds elapsed{};

  bool succeeded() const noexcept { return status.succeeded(); }
};
/// "'curl -s http://10.0.0.1/' in 'client' exited with 7 after 12.3 ms" and, in lines of their own,
/// the end of what it said.
std::string to_string(const ProgramResult& result);
template <>
inline constexpr bool is_printable<ProgramResult> = true;

/// How long a program is waited for unless told otherwise.
inline constexpr std::chrono::seconds program_patience{30};

}  // namespace netrig
