// Waits for what the kernel does in its own time.
#pragma once

#include <string>
#include <thread>

#include "netrig/core/deadline.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

/// Asks until the answer is yes. Throws DeadlineError, which names what was awaited.
template <class Condition>
void await(const std::string& what, Condition&& condition) {
  const auto deadline = Deadline::in(kernel_patience);
  while (!condition()) {
    if (deadline.passed()) throw DeadlineError(what);
    std::this_thread::yield();
  }
}

}  // namespace netrig
