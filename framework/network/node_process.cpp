// Real programs in a node.
#include "netrig/network/node.hpp"
#include "network/state.hpp"

namespace netrig {

Process Node::start(const Program& program) const {
  return network_->programs.start(network_namespace(), program);
}

ProgramResult Node::run_program(const Program& program, Deadline deadline) const {
  return start(program).wait(deadline);
}

}  // namespace netrig
