// The base of tests that make namespaces or networks of their own. NetworkTest is for those that
// are content with one network.
#pragma once

#include <gtest/gtest.h>

#include "netrig/gtest/skip_or_fail.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

class NamespaceTest : public ::testing::Test {
 protected:
  /// Skips the test where namespaces are forbidden; fails it with NETRIG_STRICT=1.
  void SetUp() final {
    try {
      Namespace::create("attempt");
    } catch (const PermissionError& refusal) {
      return skip_or_fail(refusal);
    }
    namespaces_allowed();
  }

  /// What a fixture makes before each test.
  virtual void namespaces_allowed() {}
};

}  // namespace netrig
