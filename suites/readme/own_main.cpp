#include <netrig/gtest.hpp>

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();
  netrig::Sandbox sandbox;                 // throws PermissionError: see "What it needs"
  return sandbox.finish(RUN_ALL_TESTS());  // 1 where a namespace is left
}
