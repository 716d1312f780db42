// The computer on which an article is followed: a node that looks like one.
#pragma once

#include <memory>
#include <string>

#include "netrig/netns/namespace.hpp"
#include "netrig/network/node.hpp"
#include "netrig/process/process.hpp"

namespace netrig {

/// Its `/run`, `/tmp`, `/var/tmp` and home folder are empty and in memory, its /etc and the sysctls
/// of the network are the node's, all other files and sysctls are the real machine's and read-only
/// (Program::read_only): nothing that is mounted or written there is seen elsewhere. `sudo` runs
/// what it is told to. All that runs on it ends with this object.
class Machine {
 public:
  explicit Machine(const Node& node);

  /// Makes a script a program in its PATH.
  void install(const std::string& name, const std::string& script) const;
  /// Runs a script with bash, in the home folder. Throws Error where that fails, with what it said.
  void prepare(const std::string& script) const;
  /// A shell that reads what is written to its standard input, in the home folder.
  Process start_shell() const;
  ProgramResult run_program(const Program& program) const { return machine_.run_program(program); }

  bool has_namespace(const std::string& name) const;
  /// "host" is the machine's own, others are in `/run/netns`. Throws Error. Valid as long as it is
  /// held, and the machine.
  std::shared_ptr<Namespace> network_namespace(const std::string& name) const;

 private:
  /// As this process sees it.
  std::string path_of_namespace(const std::string& name) const;

  Node node_;
  Process machine_;
};

}  // namespace netrig
