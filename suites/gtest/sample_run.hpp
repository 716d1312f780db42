// A run of gtest_sample, the test program that is looked at here.
//
//   const auto run = run_sample({"--gtest_filter=Plain.Passes"});
//   EXPECT_EQ(run.exit_code, 0) << run.output;
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace netrig {

struct SampleRun {
  std::optional<int> exit_code{};  ///< of one that exited
  int signal = 0;                  ///< that killed it, or 0
  std::string output{};            ///< standard output and error as they came
};

struct SampleOptions {
  std::vector<std::string> environment{};  ///< NAME=VALUE, besides this program's own
  bool may_make_namespaces = true;
};

/// Runs it to its end. It stands beside this program.
SampleRun run_sample(std::vector<std::string> arguments, const SampleOptions& options = {});

/// The names of the tests that a run's output marks so, in the order in which they ran.
std::vector<std::string> passed(const SampleRun& run);
std::vector<std::string> failed(const SampleRun& run);
std::vector<std::string> skipped(const SampleRun& run);

/// What the output says between the RUN line of a test and its end, with what differs between runs
/// replaced by '#': durations, process ids, link-layer addresses, source lines.
std::string report_of(const std::string& test, const SampleRun& run);

/// Tests that run those tests of the sample that need networks: skipped where the sample's are.
class Sample : public ::testing::Test {
 protected:
  void SetUp() final;
};

}  // namespace netrig
