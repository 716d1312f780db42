// One node is enough for most of what a program can do.
#pragma once

#include <string>

#include "one_host.hpp"

namespace netrig {

class ProgramOnAHost : public OneHost {
 protected:
  /// Of a shell.
  ProgramResult run_script(const std::string& script) {
    return host().run_program({"sh", "-c", script});
  }
};

}  // namespace netrig
