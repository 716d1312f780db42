// A run of gtest_sample, the test program that is looked at here.
//
//   const auto run = run_sample({"--gtest_filter=Plain.Passes"});
//   EXPECT_EQ(run.how, "exited with 0") << run.output;
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "process/program.hpp"

namespace netrig {

struct SampleOptions {
  std::string program = "gtest_sample";
  std::vector<std::string> environment{};  ///< NAME=VALUE, besides this program's own
  bool may_make_namespaces = true;
};

/// Runs it to its end. It stands beside this program.
Ending run_sample(std::vector<std::string> arguments, const SampleOptions& options = {});

/// The names of the tests that a run's output marks so, in the order in which they ran.
std::vector<std::string> passed(const Ending& run);
std::vector<std::string> failed(const Ending& run);
std::vector<std::string> skipped(const Ending& run);

/// What the output says between the RUN line of a test and its end, or that it has none, with what
/// differs between runs replaced by '#': durations, process ids, link-layer addresses, source
/// lines.
std::string report_of(const std::string& test, const Ending& run);

/// Tests that run those tests of the sample that need networks: skipped where the sample's are.
class Sample : public ::testing::Test {
 protected:
  void SetUp() final;
};

}  // namespace netrig
