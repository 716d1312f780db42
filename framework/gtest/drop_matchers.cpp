#include "netrig/gtest/drop_matchers.hpp"

#include <fmt/format.h>

#include <ostream>
#include <sstream>

#include "netrig/core/error.hpp"

namespace netrig {

Rule::Rule(std::string comment) : comment_(std::move(comment)) {
  if (comment_.empty())
    throw DescriptionError(
        "a rule without a comment is called by its table and handle: Rule(\"inet filter\", 7)");
}

Rule::Rule(std::string table, std::uint64_t handle) : table_(std::move(table)), handle_(handle) {
  if (handle == 0)
    throw DescriptionError(fmt::format(
        "no rule of '{}' has the handle 0: for a chain's policy, see Rule::policy_of()", table_));
}

Rule Rule::policy_of(const std::string& chain) {
  std::istringstream words(chain);
  std::string family, table, name, more;
  if (words >> family >> table >> name; name.empty() || words >> more)
    throw DescriptionError(fmt::format(
        "'{}' is no chain: it is called by family, table and name, as \"inet filter forward\"",
        chain));
  Rule rule;
  rule.handle_ = 0;
  rule.table_ = fmt::format("{} {}", family, table);
  rule.chain_ = name;
  return rule;
}

bool Rule::is(const DecidingRule& rule) const {
  if (!handle_) return rule.handle != 0 && rule.comment == comment_;
  return rule.handle == *handle_ && rule.table == table_ &&
         (chain_.empty() || rule.chain == chain_);
}

std::string Rule::description() const {
  if (!handle_) return fmt::format("the rule \"{}\"", comment_);
  if (*handle_ == 0) return fmt::format("the policy of {} {}", table_, chain_);
  return fmt::format("the rule with handle {} in {}", *handle_, table_);
}

std::string NodeReference::description() const {
  return name_.empty() ? fmt::format("node {}", id_.index) : fmt::format("'{}'", name_);
}

bool DropMatcher::MatchAndExplain(const Outcome& outcome,
                                  ::testing::MatchResultListener* explanation) const {
  if (outcome.verdict != expected_.verdict) {
    *explanation << "whose verdict is " << to_string(outcome.verdict);
    return false;
  }
  if (!outcome.drop) {
    *explanation << "of which nobody saw how";
    return false;
  }
  const auto& drop = *outcome.drop;
  if (expected_.node && drop.id != expected_.node->id()) {
    *explanation << "which was at '" << drop.node << "'";
    return false;
  }
  if (expected_.cause && drop.cause != expected_.cause) {
    *explanation << "of which the cause is " << to_string(drop.cause);
    return false;
  }
  return !expected_.rule || (drop.rule && expected_.rule->is(*drop.rule));
}

void DropMatcher::DescribeTo(std::ostream* os) const {
  *os << "is " << to_string(expected_.verdict);
  if (expected_.node) *os << " at " << expected_.node->description();
  if (expected_.rule) *os << " by " << expected_.rule->description();
  if (expected_.cause) *os << ", cause: " << to_string(*expected_.cause);
}

void DropMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "not: ";
  DescribeTo(os);
}

std::string IsolatedMatcher::predicate() const {
  std::string text = "isolated by a rule";
  if (rule_) text = "isolated by " + rule_->description();
  if (firewall_) text += fmt::format(" at {}", firewall_->description());
  return text + ", and by nothing else";
}

namespace {

// Whether or not their texts could be listed.
bool is_same(const DecidingRule& rule, const DecidingRule& other) {
  return rule.table == other.table && rule.chain == other.chain && rule.handle == other.handle;
}

// Empty when the target answers its own node.
std::string objection_of_control(const Outcome& outcome) {
  if (!outcome.control) return "nobody knows how to ask the target from its own node";
  const auto answer = outcome.control();
  // A host's own firewall may keep the host from itself, too.
  const bool is_by_the_same =
      answer.drop && answer.drop->rule && answer.drop->id == outcome.drop->id &&
      is_same(*answer.drop->rule, *outcome.drop->rule) && answer.obstacle_beside_rule == "";
  if (answer.reached() || is_by_the_same) return {};
  return fmt::format("its own node is not answered either: {}", answer);
}

}  // namespace

std::string IsolatedMatcher::objection_to(const Outcome& outcome) const {
  if (outcome.reached()) return "it was reached";
  if (!outcome.drop || !outcome.drop->rule) return "no rule was seen to do it";
  const auto& drop = *outcome.drop;
  if (drop.is_reply) return "the request arrived, and only the answer was dropped";
  if (firewall_ && drop.id != firewall_->id())
    return fmt::format("it was '{}' that did it", drop.node);
  if (rule_ && !rule_->is(*drop.rule)) return "it was another rule";
  if (!drop.doubt.empty()) return fmt::format("the next packet may be answered: {}", drop.doubt);
  if (!outcome.obstacle_beside_rule)
    return "whether it would have been answered without the rule is not known, as behind rules "
           "that translate addresses or mark packets";
  if (!outcome.obstacle_beside_rule->empty()) return *outcome.obstacle_beside_rule;
  return objection_of_control(outcome);
}

bool IsolatedMatcher::MatchAndExplain(const Outcome& outcome,
                                      ::testing::MatchResultListener* explanation) const {
  const auto objection = objection_to(outcome);
  if (!objection.empty()) *explanation << "which is no such isolation: " << objection;
  return objection.empty();
}

void IsolatedMatcher::DescribeTo(std::ostream* os) const {
  *os << "is " << predicate();
}

void IsolatedMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not " << predicate();
}

}  // namespace netrig
