// One node is enough for most of what a program can do.
#pragma once

#include "netrig/gtest.hpp"

namespace netrig {

class ProgramOnAHost : public NetworkTest {
 protected:
  const NodeId host = topology.add_host("host");

  /// A shell script.
  ProgramResult run_script(const std::string& script) {
    return node(host).run_program({"sh", "-c", script});
  }
};

}  // namespace netrig
