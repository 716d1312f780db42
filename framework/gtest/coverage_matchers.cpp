#include "netrig/gtest/coverage_matchers.hpp"

#include <algorithm>
#include <ostream>
#include <string>

namespace netrig {
namespace {

constexpr auto new_line = "\n  ";

}  // namespace

bool CoverageMatcher::excepts(const RuleCoverage::Line& line) const {
  return std::ranges::any_of(excepted_, [&](const Rule& rule) { return rule.is(line.rule); });
}

bool CoverageMatcher::MatchAndExplain(const RuleCoverage& coverage,
                                      ::testing::MatchResultListener* explanation) const {
  const auto rules = coverage.rules();
  if (rules.empty()) {
    *explanation << "in which there is no rule";
    return false;
  }
  std::string never, objections;
  for (const auto& line : coverage.undecided())
    if (!excepts(line)) never += new_line + to_string(line);
  for (const auto& rule : excepted_) {
    const auto is_it = [&](const RuleCoverage::Line& line) { return rule.is(line.rule); };
    if (rule.is_policy())
      objections += new_line + rule.description() + " is no rule, and needs no exception";
    else if (std::ranges::none_of(rules, is_it))
      objections += new_line + rule.description() + " is excepted, but there is none";
    else if (std::ranges::all_of(rules, [&](const RuleCoverage::Line& line) {
               return !is_it(line) || line.packets() != 0;
             }))
      objections += new_line + rule.description() + " is excepted, but decided a packet";
  }
  if (!never.empty()) {
    *explanation << "of which these never decided a packet:" << never;
    for (const auto& gap : coverage.gaps)
      *explanation << new_line << "unless they were not seen to: " << gap;
  }
  if (!objections.empty()) *explanation << (never.empty() ? "but" : "\nand") << objections;
  return never.empty() && objections.empty();
}

void CoverageMatcher::DescribeTo(std::ostream* os) const {
  *os << "covers every rule";
  for (std::size_t i = 0; i < excepted_.size(); ++i)
    *os << (i == 0 ? " but " : ", ") << excepted_[i].description();
}

void CoverageMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "not: ";
  DescribeTo(os);
}

}  // namespace netrig
