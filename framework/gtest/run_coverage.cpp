#include "gtest/run_coverage.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <exception>
#include <utility>

namespace netrig {

std::unique_ptr<RunCoverage> RunCoverage::of(const Network& network) {
  const auto* folder = std::getenv("NETRIG_RULE_COVERAGE");
  // The child of a death test does in its parent's name what that does not do.
  if (!folder || *folder == '\0' || ::testing::internal::InDeathTestChild()) return nullptr;
  const auto* unit = ::testing::UnitTest::GetInstance();
  const auto* test = unit->current_test_info();
  // From where tests start, whatever folder they change to.
  return std::unique_ptr<RunCoverage>(
      new RunCoverage(network, std::filesystem::path(unit->original_working_dir()) / folder,
                      fmt::format("{}.{}", test->test_suite_name(), test->name())));
}

RunCoverage::RunCoverage(const Network& network, std::filesystem::path folder, std::string test)
    : folder_(std::move(folder)), test_(std::move(test)) {
  try {
    recorder_.emplace(network.record_rules());
  } catch (const std::exception& error) {
    without_recorder_.gaps.push_back(fmt::format("{}: {}", test_, error.what()));
  }
}

RunCoverage::~RunCoverage() {
  try {
    auto coverage = recorder_ ? recorder_->coverage() : without_recorder_;
    for (auto& gap : coverage.gaps)
      if (recorder_) gap = fmt::format("{}: {}", test_, gap);
    if (!coverage.lines.empty() || !coverage.gaps.empty()) add_to_rule_coverage(folder_, coverage);
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
}

}  // namespace netrig
