#include "netrig/gtest/network_test.hpp"

#include <string>

#include "netrig/core/error.hpp"
#include "netrig/gtest/skip_or_fail.hpp"

namespace netrig {
namespace {

std::string name_of_current_test() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::string(test->test_suite_name()) + "." + test->name();
}

}  // namespace

void NetworkTest::SetUp() {
  try {
    network_.emplace(topology, NetworkOptions{.name = name_of_current_test()});
  } catch (const PermissionError& error) {
    return skip_or_fail(error);
  }
  network_ready();
}

Network& NetworkTest::network() {
  if (!network_)
    throw DescriptionError(
        "there is no network yet: the fixture's constructor describes it, SetUp builds it; use it "
        "in network_ready() or in the test");
  return *network_;
}

}  // namespace netrig
