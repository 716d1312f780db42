#include "netrig/gtest/network_test.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

bool is_strict() {
  const char* value = std::getenv("NETRIG_STRICT");
  return value != nullptr && std::string_view(value) != "" && std::string_view(value) != "0";
}

std::string name_of_current_test() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::string(test->test_suite_name()) + "." + test->name();
}

}  // namespace

void NetworkTest::SetUp() {
  try {
    network_.emplace(topology, NetworkOptions{.name = name_of_current_test()});
  } catch (const PermissionError& error) {
    if (is_strict()) FAIL() << error.what();
    GTEST_SKIP() << error.what();
  }
  network_ready();
}

Network& NetworkTest::network() {
  if (!network_)
    throw DescriptionError(
        "there is no network yet: the fixture's constructor describes it, SetUp builds it; use it "
        "in "
        "network_ready() or in the test");
  return *network_;
}

}  // namespace netrig
