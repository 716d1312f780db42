// The main of netrig::gtest_main: GoogleTest's own, in a sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <optional>

#include "gtest/ending.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/sandbox.hpp"

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  // CTest lists the tests at build time, perhaps where no namespace can be made.
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();

  std::optional<netrig::Sandbox> sandbox;
  try {
    sandbox.emplace();
  } catch (const netrig::PermissionError& error) {
    // Tests that need no network can still run; NetworkTest skips, or fails under NETRIG_STRICT.
    std::fprintf(stderr, "netrig: %s\n", error.what());
  } catch (const netrig::Error& error) {
    std::fprintf(stderr, "netrig: %s\n", error.what());
    return 1;
  }
  // GoogleTest owns it.
  if (sandbox) ::testing::AddGlobalTestEnvironment(new netrig::RemovalCheck(*sandbox));
  static netrig::ExitGuard guard;
  const int result = RUN_ALL_TESTS();
  guard.release();
  return result;
}
