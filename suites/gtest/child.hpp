// A run of gtest_sample, the test program that is looked at here.
//
//   const auto run = run_sample({"--gtest_filter=Plain.Passes"});
//   EXPECT_EQ(run.exit_code, 0) << run.output;
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace netrig {

struct SampleRun {
  std::optional<int> exit_code{};  ///< of one that exited
  int signal = 0;                  ///< that killed it, or 0
  std::string output{};            ///< standard output and error as they came
};

/// What becomes of unshare(2) and setns(2) in the program and in all that it starts.
enum class Namespaces { allowed, denied /*with EPERM*/, deadly };

struct SampleOptions {
  std::vector<std::string> environment{};  ///< NAME=VALUE, besides this program's own
  Namespaces namespaces = Namespaces::allowed;
};

/// Runs it to its end. It stands beside this program.
SampleRun run_sample(std::vector<std::string> arguments, const SampleOptions& options = {});

/// The names of the tests in a run's output that are marked so: "       OK ", "  FAILED  ", " RUN
/// ".
std::vector<std::string> tests_marked(const std::string& mark, const SampleRun& run);

/// What a run's output says between the RUN line of a test and its end, with what differs between
/// runs replaced: durations by "# ms", process ids by "pid=#,fd=#" and the folders of source files.
std::string report_of(const std::string& test, const SampleRun& run);

}  // namespace netrig
