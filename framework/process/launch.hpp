// How a program comes to run.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/process/program.hpp"
#include "process/init.hpp"
#include "process/init_process.hpp"

namespace netrig {

struct Launched {
  std::unique_ptr<InitProcess> init{};
  UniqueFd reports{}, growth{};  ///< see InitPlan
  UniqueFd input{};              ///< of its standard input, if that is a pipe: non-blocking
  UniqueFd output{}, errors{};   ///< files in memory; `errors` only where they are apart
  UniqueFd program{};            ///< a pidfd
  pid_t pid = 0;
};

/// See Programs::start().
Launched launch(const Namespace& where, const Program& program);

/// Into the surroundings of a program that `other` looks after, in a node of that name. See
/// Process::start().
Launched launch_beside(const InitProcess& other, const std::string& node, const Program& program);

/// "'nginx' in 'server'"
std::string name_of(const Program& program, const std::string& node);

/// The next report of an init, and the descriptor that came with it; empty when there is none now.
struct ReceivedReport {
  Report report;
  UniqueFd descriptor;
};
std::optional<ReceivedReport> receive_report(int socket);

}  // namespace netrig
