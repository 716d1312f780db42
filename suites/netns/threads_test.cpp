#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "netrig/core/error.hpp"
#include "netrig/netns/sandbox.hpp"

namespace netrig {
namespace {

// A thread that exists already would stay in the host's network.
TEST(SandboxBesideAThread, IsRefused) {
  std::promise<void> end;
  std::thread other([&] { end.get_future().wait(); });

  EXPECT_THAT(
      [] { Sandbox(); },
      ::testing::ThrowsMessage<Error>(::testing::HasSubstr(
          "make netrig::Sandbox the first thing in main, before anything starts a thread")));

  end.set_value();
  other.join();
}

}  // namespace
}  // namespace netrig
