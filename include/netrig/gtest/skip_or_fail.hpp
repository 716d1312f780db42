// What becomes of a test that the machine does not allow.
#pragma once

#include "netrig/core/error.hpp"

namespace netrig {

/// Skips the running test, or fails it with NETRIG_STRICT=1 in the environment, and says what would
/// allow it: what NetworkTest::SetUp does. For the SetUp of fixtures that make namespaces or
/// networks of their own, which should then return.
void skip_or_fail(const PermissionError& refusal);

/// Skips the running test, also with NETRIG_STRICT=1: another kernel would have to be booted.
void skip(const UnsupportedError& lack);

}  // namespace netrig
