// A real program that runs in a node.
//
//   auto web = node(server).start({.arguments = {"nginx", "-g", "daemon off;"}});
//   web.wait_until_listening(tcp(80));
//   ...
//   web.signal(SIGHUP);
//   EXPECT_THAT(web.stop(), Succeeded());
//
// It has PID and mount namespaces of its own (pid_namespaces(7), mount_namespaces(7)), the node's
// network namespace, its /etc and its name as the hostname, `/proc` of the one and `/sys` of the
// other. The first process of its PID namespace is netrig's, which reaps what the program's
// children leave, and whose end takes all along, whatever session or process group they have fled
// to: with the end of the object, or of the test program, however that comes about.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/process/program.hpp"

namespace netrig {

class RunningProgram;

/// Move-only; its end kills the program and all that it started, and returns when they are gone.
/// Safe to outlive its Network, whose end does the same. For one thread at a time. What needs the
/// program alive throws Error when it is not, with how it ended and the end of what it said; a
/// DeadlineError has the end of what it said so far.
class Process {
 public:
  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;
  ~Process();

  /// "nginx -g 'daemon off;'"
  const std::string& program() const;
  /// The name of its node.
  const std::string& node() const;
  /// As the test program sees it; in the program's own PID namespace it has another.
  pid_t pid() const;

  /// Whether the program itself still runs; what it left in the background is not asked.
  bool is_running() const;

  /// Starts another beside it, as a second terminal of the same machine would: in the same mount,
  /// PID, network and UTS namespaces. Each sees the other in `/proc`, and what the other mounts. To
  /// this one it is one of those that it started: it goes with this object at the latest. They are
  /// there as long as one of them is. Throws DescriptionError for a `root`, `files` or
  /// `empty_folders`: it sees those of this one; Error, as Programs::start() does, and when nobody
  /// is left here. What this one has done to itself alone, chroot(2) or unshare(2), is not
  /// followed. setns(2) with a pidfd, Linux 5.8. Takes about 1 ms.
  [[nodiscard("the program is killed when the Process goes")]] Process start(
      const Program& program) const;
  template <class = void>
  [[nodiscard("the program is killed when the Process goes")]] Process start(
      std::vector<std::string> arguments) const {
    return start(Program{.arguments = std::move(arguments)});
  }
  /// The same to its end; see Node::run_program().
  ProgramResult run_program(const Program& program,
                            Deadline deadline = Deadline::in(program_patience)) const;
  template <class = void>
  ProgramResult run_program(std::vector<std::string> arguments,
                            Deadline deadline = Deadline::in(program_patience)) const {
    return run_program(Program{.arguments = std::move(arguments)}, deadline);
  }

  /// What it has written so far. It is never blocked by what nobody reads: that is kept in memory,
  /// as much as there is of it.
  std::string output() const;
  std::string errors() const;
  /// Waits until its output, or its standard error, has this text, by event; an Error when the
  /// program ends first. What it wrote before the call counts.
  void wait_for_output(std::string_view text,
                       Deadline deadline = Deadline::in(program_patience)) const;

  /// Waits until it, or a process that it started, listens on that port, on any address: TCP in
  /// LISTEN or UDP bound (sock_diag(7)). A socket of another program does not count. An Error when
  /// the program fails first, or ends and leaves nobody behind.
  void wait_until_listening(TransportPort port,
                            Deadline deadline = Deadline::in(program_patience)) const;
  /// The same on one address, such as a wildcard one.
  void wait_until_listening(const Endpoint& endpoint,
                            Deadline deadline = Deadline::in(program_patience)) const;

  /// Sends the program a signal (kill(2)), not those that it started.
  void signal(int number) const;

  /// Writes to its standard input, with Program::input_is_pipe. Waits where the program does not
  /// read.
  void write_input(std::string_view text, Deadline deadline = Deadline::in(program_patience)) const;
  /// The program reads the end of its input. Does nothing the second time.
  void close_input() const;

  /// Waits for the end of the program itself, by event. What it left in the background goes on.
  ProgramResult wait(Deadline deadline = Deadline::in(program_patience)) const;
  /// Asks it to end, with SIGTERM, and where the program itself has ended already, those that it
  /// left in the background. When the deadline passes it is killed, and the result says so. None of
  /// its processes is left then.
  ProgramResult stop(Deadline deadline = Deadline::in(program_patience)) const;

 private:
  friend class Programs;
  explicit Process(std::shared_ptr<RunningProgram> running);
  RunningProgram& running() const;

  // Shared with the Network, which ends it if it is there still.
  std::shared_ptr<RunningProgram> running_;
};

/// What a program has said so far.
struct ProgramOutput {
  std::string program{};  ///< "nginx -g 'daemon off;'"
  std::string node{};
  pid_t pid = 0;
  std::string output{};
  std::string errors{};  ///< its standard error, where that was kept apart
};

/// The programs of a Network.
class Programs {
 public:
  Programs();
  Programs(Programs&&) noexcept;
  Programs& operator=(Programs&&) noexcept;
  /// Kills those that still run, and returns when they are gone; their handles stay valid and keep
  /// what was said.
  ~Programs();

  /// Starts one in `where`, and returns when it is the program that runs. Throws Error, with the
  /// reason, for a program that is not there or cannot be executed, PermissionError where the
  /// machine forbids the namespaces. Takes about 1 ms.
  [[nodiscard("the program is killed when the Process goes")]] Process start(
      const Namespace& where, const Program& program);
  /// Of each that was started here and whose Process is still there, in the order of starting. From
  /// any thread.
  std::vector<ProgramOutput> outputs() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netrig
