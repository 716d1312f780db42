#include "netrig/gtest/skip_or_fail.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

namespace netrig {
namespace {

bool is_strict() {
  const char* value = std::getenv("NETRIG_STRICT");
  return value != nullptr && std::string_view(value) != "" && std::string_view(value) != "0";
}

}  // namespace

void skip_or_fail(const PermissionError& refusal) {
  if (is_strict()) FAIL() << refusal.what();
  GTEST_SKIP() << refusal.what();
}

void skip(const UnsupportedError& lack) {
  GTEST_SKIP() << lack.what();
}

}  // namespace netrig
