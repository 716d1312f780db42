// The rule coverage of a whole run, in the folder that NETRIG_RULE_COVERAGE names.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "netrig/network/network.hpp"
#include "netrig/network/rule_recorder.hpp"

namespace netrig {

/// Records as long as it lives, and then adds what it has seen to what the folder has of other
/// tests. What cannot be recorded is a gap there; what cannot be written is a failure of the test.
class RunCoverage {
 public:
  /// Empty where nobody wants it. `network` must outlive it.
  static std::unique_ptr<RunCoverage> of(const Network& network);

  ~RunCoverage();
  RunCoverage(const RunCoverage&) = delete;
  RunCoverage& operator=(const RunCoverage&) = delete;

 private:
  RunCoverage(const Network& network, std::filesystem::path folder, std::string test);

  const std::filesystem::path folder_;
  const std::string test_;
  std::optional<RuleRecorder> recorder_{};
  RuleCoverage without_recorder_{};
};

}  // namespace netrig
