// What becomes of a test that the machine does not allow: what NetworkTest makes of it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "netrig/core/error.hpp"

namespace netrig {

/// Skips the running test, or fails it with NETRIG_STRICT=1 in the environment, and says what would
/// allow it. For SetUp, which should then return.
inline void skip_or_fail(const PermissionError& refusal) {
  const char* value = std::getenv("NETRIG_STRICT");
  const std::string_view strict = value ? value : "";
  if (strict != "" && strict != "0") FAIL() << refusal.what();
  GTEST_SKIP() << refusal.what();
}

}  // namespace netrig
