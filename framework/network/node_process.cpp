// Real programs in a node.
#include "netrig/network/node.hpp"
#include "network/state.hpp"

namespace netrig {

Process Node::start(const Program& program) const {
  return network_->programs.start(network_namespace(), program);
}

Process Node::start(std::vector<std::string> arguments) const {
  return start(Program{.arguments = std::move(arguments)});
}

ProgramResult Node::run_program(const Program& program, Deadline deadline) const {
  return start(program).wait(deadline);
}

ProgramResult Node::run_program(std::vector<std::string> arguments, Deadline deadline) const {
  return run_program(Program{.arguments = std::move(arguments)}, deadline);
}

}  // namespace netrig
