#include "gtest/ending.hpp"

#include <unistd.h>

#include <cstdio>

namespace netrig {

void RemovalCheck::TearDown() {
  const auto left = sandbox_.wait_until_all_removed(Deadline::in(kernel_patience));
  if (!left.empty()) ADD_FAILURE() << not_removed(left);
}

ExitGuard::ExitGuard() : process_(::getpid()) {}

ExitGuard::~ExitGuard() {
  if (!armed_ || ::getpid() != process_) return;
  // A death test of the style "threadsafe" runs main() once more, in its child process. Known only
  // now: a test may choose the style itself.
  if (::testing::internal::InDeathTestChild()) return;
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  std::fprintf(stderr,
               "netrig: exit() was called in %s%s%s: the tests behind it have not run, and the "
               "removal of its namespaces is not confirmed\n",
               test ? test->test_suite_name() : "no test", test ? "." : "",
               test ? test->name() : "");
  std::fflush(nullptr);
  ::_exit(1);
}

}  // namespace netrig
