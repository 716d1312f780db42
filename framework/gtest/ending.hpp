// How a test program ends: not before its tests, and not with namespaces left.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include "netrig/netns/sandbox.hpp"

namespace netrig {

/// After the tests, in each repetition: a namespace that the kernel has not removed is a failure
/// that reports and listeners hear of too, not only the exit code.
class RemovalCheck : public ::testing::Environment {
 public:
  explicit RemovalCheck(Sandbox& sandbox) : sandbox_(sandbox) {}
  void TearDown() override;

 private:
  Sandbox& sandbox_;
};

/// Turns an exit(3) inside a test into a failure of the program: the tests behind it have not run,
/// and nobody has heard of the removal of its namespaces. To be `static`, so that it is destroyed
/// by exit(3) as well. Death tests may end as they like.
class ExitGuard {
 public:
  ExitGuard();
  ~ExitGuard();
  ExitGuard(const ExitGuard&) = delete;
  ExitGuard& operator=(const ExitGuard&) = delete;

  /// All tests have run.
  void release() noexcept { armed_ = false; }

 private:
  pid_t process_;
  bool armed_ = true;
};

}  // namespace netrig
