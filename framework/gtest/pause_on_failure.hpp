// NETRIG_PAUSE_ON_FAILURE=1: the network of a failing test stays until somebody has looked at it.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "netrig/network/network.hpp"

namespace netrig {

/// Known to GoogleTest as long as it lives. At the first failure, while all that the test holds is
/// still there, it prints for each node the command that opens a shell in it, and waits for a line
/// of standard input, or its end. The failing thread waits, and with it each other that has
/// something to tell GoogleTest.
class PauseOnFailure final : public ::testing::EmptyTestEventListener {
 public:
  /// Empty where the environment does not ask for it. `network` must outlive it.
  static std::unique_ptr<PauseOnFailure> of(const Network& network);

  ~PauseOnFailure() override;
  PauseOnFailure(const PauseOnFailure&) = delete;
  PauseOnFailure& operator=(const PauseOnFailure&) = delete;

 private:
  explicit PauseOnFailure(const Network& network);
  void OnTestPartResult(const ::testing::TestPartResult& result) override;

  const Network& network_;
  bool has_paused_ = false;
};

}  // namespace netrig
