#include "survival.hpp"

#include <cstdlib>
#include <string_view>

#include "netrig/core/error.hpp"

namespace netrig {

void Survival::SetUp() {
  const char* strict = std::getenv("NETRIG_STRICT");
  try {
    cell_.emplace(user_);
  } catch (const PermissionError& error) {
    if (strict && std::string_view(strict) == "1") FAIL() << error.what();
    GTEST_SKIP() << error.what();
  }
}

}  // namespace netrig
