// Matchers of what nftables has in force, for those who link netrig::nftables as well:
//
//   EXPECT_THAT(nftables_ruleset(node(firewall)), HasRule("no telnet", HasCounted(3)));
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "netrig/gtest/printers.hpp"
#include "netrig/nftables/ruleset.hpp"

namespace netrig {

/// Matches a rule, an element of a set or a counter by how many packets it has counted: a number,
/// or a matcher of one such as Ge(3).
class HasCountedMatcher {
 public:
  using is_gtest_matcher = void;
  explicit HasCountedMatcher(::testing::Matcher<std::uint64_t> packets)
      : packets_(std::move(packets)) {}

  bool MatchAndExplain(const Ruleset::Counter& counter,
                       ::testing::MatchResultListener* explanation) const {
    return packets_.MatchAndExplain(counter.packets, explanation);
  }
  template <class Counting>
  bool MatchAndExplain(const Counting& counting,
                       ::testing::MatchResultListener* explanation) const {
    if (counting.counter) return MatchAndExplain(*counting.counter, explanation);
    *explanation << "which has no counter";
    return false;
  }
  void DescribeTo(std::ostream* os) const {
    *os << "has counted a number of packets that ";
    packets_.DescribeTo(os);
  }
  void DescribeNegationTo(std::ostream* os) const {
    *os << "has not counted a number of packets that ";
    packets_.DescribeTo(os);
  }

 private:
  ::testing::Matcher<std::uint64_t> packets_;
};
inline HasCountedMatcher HasCounted(::testing::Matcher<std::uint64_t> packets) {
  return HasCountedMatcher(std::move(packets));
}

/// Matches a ruleset with a rule that has that comment, and of which the matcher holds.
class HasRuleMatcher {
 public:
  using is_gtest_matcher = void;
  HasRuleMatcher(std::string comment, ::testing::Matcher<const Ruleset::Rule&> rule)
      : comment_(std::move(comment)), rule_(std::move(rule)) {}

  bool MatchAndExplain(const Ruleset& ruleset, ::testing::MatchResultListener* explanation) const {
    for (const auto& rule : ruleset.rules()) {
      if (rule.comment != comment_) continue;
      *explanation << "which has " << rule << (explanation->IsInterested() ? ", " : "");
      if (rule_.MatchAndExplain(rule, explanation)) return true;
    }
    return false;
  }
  void DescribeTo(std::ostream* os) const {
    *os << "has a rule with the comment '" << comment_ << "' that ";
    rule_.DescribeTo(os);
  }
  void DescribeNegationTo(std::ostream* os) const {
    *os << "has no rule with the comment '" << comment_ << "' that ";
    rule_.DescribeTo(os);
  }

 private:
  std::string comment_;
  ::testing::Matcher<const Ruleset::Rule&> rule_;
};
inline HasRuleMatcher HasRule(std::string comment, ::testing::Matcher<const Ruleset::Rule&> rule =
                                                       ::testing::A<const Ruleset::Rule&>()) {
  return {std::move(comment), std::move(rule)};
}

}  // namespace netrig
