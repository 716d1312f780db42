// Matchers of who reaches what:
//
//   EXPECT_THAT(measure(network()), Satisfies(Policy::parse(R"(
//                  server:80/tcp  server:23/tcp
//       client     reach          block
//   )")));
//
//   EXPECT_THAT(difference(before, after), OnlyChanges({"client -> server:80/tcp: reach ->
//   drop"}));
#pragma once

#include <gmock/gmock.h>

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "netrig/policy/difference.hpp"
#include "netrig/policy/matrix.hpp"
#include "netrig/policy/policy.hpp"

namespace netrig {

/// Matches a matrix in which every cell that the policy is about is as it says. See violations(),
/// also for what it throws.
class SatisfiesMatcher {
 public:
  using is_gtest_matcher = void;
  explicit SatisfiesMatcher(Policy policy) : policy_(std::move(policy)) {}
  bool MatchAndExplain(const ReachabilityMatrix& matrix,
                       ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  Policy policy_;
};
inline SatisfiesMatcher Satisfies(Policy policy) {
  return SatisfiesMatcher(std::move(policy));
}

/// Matches a ReachabilityDifference that has these changes and no others.
class OnlyChangesMatcher {
 public:
  using is_gtest_matcher = void;
  explicit OnlyChangesMatcher(std::vector<ExpectedChange> expected)
      : expected_(std::move(expected)) {}
  bool MatchAndExplain(const ReachabilityDifference& difference,
                       ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::vector<ExpectedChange> expected_;
};
/// Each a line such as "client -> server:80/tcp: reach -> drop".
inline OnlyChangesMatcher OnlyChanges(std::vector<ExpectedChange> expected) {
  return OnlyChangesMatcher(std::move(expected));
}
inline OnlyChangesMatcher ChangesNothing() {
  return OnlyChangesMatcher({});
}

/// On lines of its own.
void PrintTo(const ReachabilityMatrix& matrix, std::ostream* os);

/// Keeps GoogleTest from printing a whole matrix where the explanation says which cells matter.
bool MatchPrintAndExplain(const ReachabilityMatrix& matrix,
                          const ::testing::Matcher<const ReachabilityMatrix&>& matcher,
                          ::testing::MatchResultListener* listener);
/// Likewise.
bool MatchPrintAndExplain(const ReachabilityDifference& difference,
                          const ::testing::Matcher<const ReachabilityDifference&>& matcher,
                          ::testing::MatchResultListener* listener);

}  // namespace netrig
