// Matchers of what the rules of a network decided:
//   EXPECT_THAT(recorder.coverage(), CoversEveryRule());
//   EXPECT_THAT(recorder.coverage(), CoversEveryRuleBut({Rule("no telnet")}));
#pragma once

#include <gtest/gtest-matchers.h>

#include <iosfwd>
#include <utility>
#include <vector>

#include "netrig/evidence/rule_coverage.hpp"
#include "netrig/gtest/drop_matchers.hpp"

namespace netrig {

/// Matches a RuleCoverage in which every rule decided a packet; the policies of chains need not. A
/// coverage without rules is no match. Of those that are excepted each has to be there, at any
/// node, and may not have decided a packet: else it is no exception any more.
class CoverageMatcher {
 public:
  using is_gtest_matcher = void;
  explicit CoverageMatcher(std::vector<Rule> excepted = {}) : excepted_(std::move(excepted)) {}

  bool MatchAndExplain(const RuleCoverage& coverage,
                       ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  bool excepts(const RuleCoverage::Line& line) const;

  std::vector<Rule> excepted_;
};

inline CoverageMatcher CoversEveryRule() {
  return CoverageMatcher();
}
inline CoverageMatcher CoversEveryRuleBut(std::vector<Rule> excepted) {
  return CoverageMatcher(std::move(excepted));
}

}  // namespace netrig
