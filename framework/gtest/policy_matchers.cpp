#include "netrig/gtest/policy_matchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "netrig/gtest/printers.hpp"

namespace netrig {
namespace {

template <class Entries>
std::string on_lines(const Entries& entries, std::size_t columns) {
  std::string text;
  for (const auto& entry : entries)
    text += "\n" + std::string(columns, ' ') + hanging(to_string(entry), columns);
  return text;
}

std::string text_of(const ReachabilityMatrix& matrix) {
  return "\n" + to_string(matrix);
}
std::string text_of(const ReachabilityDifference& difference) {
  return to_string(difference);
}

// The explanation alone where there is one.
template <class T>
bool explain_alone(const T& value, const ::testing::Matcher<const T&>& matcher,
                   ::testing::MatchResultListener* listener) {
  if (!listener->IsInterested()) return matcher.Matches(value);
  ::testing::StringMatchResultListener explanation;
  const bool matches = matcher.MatchAndExplain(value, &explanation);
  const auto text = explanation.str();
  *listener << hanging(text.empty() ? text_of(value) : text, actual_width);
  return matches;
}

}  // namespace

bool SatisfiesMatcher::MatchAndExplain(const ReachabilityMatrix& matrix,
                                       ::testing::MatchResultListener* explanation) const {
  const auto wrong = violations(policy_, matrix);
  if (wrong.empty()) return true;
  *explanation << (wrong.size() == 1
                       ? "a matrix with a cell that is not:"
                       : fmt::format("a matrix with {} cells that are not:", wrong.size()))
               << on_lines(wrong, 2);
  return false;
}

void SatisfiesMatcher::DescribeTo(std::ostream* os) const {
  *os << "is as the policy says";
}

void SatisfiesMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not as the policy says:" << on_lines(policy_.rules(), 2);
}

bool OnlyChangesMatcher::MatchAndExplain(const ReachabilityDifference& difference,
                                         ::testing::MatchResultListener* explanation) const {
  std::vector<ReachabilityChange> surplus;
  for (const auto& change : difference.changes)
    if (std::ranges::none_of(expected_, [&](const auto& each) { return each.is(change); }))
      surplus.push_back(change);
  std::vector<ExpectedChange> missing;
  for (const auto& each : expected_)
    if (std::ranges::none_of(difference.changes,
                             [&](const auto& change) { return each.is(change); }))
      missing.push_back(each);
  if (!surplus.empty()) *explanation << "what was not expected:" << on_lines(surplus, 2);
  if (!missing.empty())
    *explanation << (surplus.empty() ? "" : "\n")
                 << "what was expected and did not happen:" << on_lines(missing, 2);
  return surplus.empty() && missing.empty();
}

void OnlyChangesMatcher::DescribeTo(std::ostream* os) const {
  *os << (expected_.empty() ? "is no change" : "is only these changes:") << on_lines(expected_, 12);
}

void OnlyChangesMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << (expected_.empty() ? "is a change" : "is other than only these changes:")
      << on_lines(expected_, 12);
}

void PrintTo(const ReachabilityMatrix& matrix, std::ostream* os) {
  *os << text_of(matrix);
}

bool MatchPrintAndExplain(const ReachabilityMatrix& matrix,
                          const ::testing::Matcher<const ReachabilityMatrix&>& matcher,
                          ::testing::MatchResultListener* listener) {
  return explain_alone(matrix, matcher, listener);
}

bool MatchPrintAndExplain(const ReachabilityDifference& difference,
                          const ::testing::Matcher<const ReachabilityDifference&>& matcher,
                          ::testing::MatchResultListener* listener) {
  return explain_alone(difference, matcher, listener);
}

}  // namespace netrig
