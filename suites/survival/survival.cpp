#include "survival.hpp"

#include "netrig/gtest/skip_or_fail.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

void Survival::SetUp() {
  try {
    Namespace::create("attempt");  // as the programs will, which say so less well
    cell_.emplace(user_);
  } catch (const PermissionError& refusal) {
    skip_or_fail(refusal);
  }
}

}  // namespace netrig
