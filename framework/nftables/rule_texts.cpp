#include "nftables/rule_texts.hpp"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>
#include <utility>

namespace netrig {
namespace {

constexpr std::string_view of_rule = "\t\t";
constexpr std::string_view anonymous = "__chain";

[[noreturn]] void does_not_come(const std::string& what) {
  throw std::runtime_error(fmt::format("no '{}' where it should be", what));
}

}  // namespace

void RuleTexts::enter(const Ruleset::Table& table) {
  enter(fmt::format("table {} {} {{", table.family, table.name));
}

void RuleTexts::enter(const Ruleset::Chain& chain) {
  enter(fmt::format("\tchain {} {{", chain.name));
  pass_line_that_begins("\t\tcomment \"", "\"\n");
  pass_line_that_begins("\t\ttype ", "\n");
}

void RuleTexts::enter(const std::string& beginning_of_line) {
  const auto found = listing_.find('\n' + beginning_of_line, at_ - 1);
  if (found == std::string::npos) does_not_come(beginning_of_line);
  at_ = listing_.find('\n', found + 1 + beginning_of_line.size()) + 1;
}

void RuleTexts::pass_line_that_begins(const std::string& beginning, const std::string& end) {
  if (listing_.compare(at_, beginning.size(), beginning) != 0) return;
  at_ = listing_.find(end, at_ + beginning.size()) + end.size();
}

std::string RuleTexts::next(std::uint64_t handle) {
  const auto mark = fmt::format(" # handle {}\n", handle);
  const auto end = listing_.find(mark, at_);
  if (end == std::string::npos || listing_.compare(at_, of_rule.size(), of_rule) != 0)
    does_not_come(mark);
  const auto begin = at_;
  at_ = end + mark.size();
  return listing_.substr(begin + of_rule.size(), end - begin - of_rule.size());
}

std::string without_indentation(const std::string& rule) {
  std::string text;
  std::istringstream lines(rule);
  for (std::string line; std::getline(lines, line);) {
    if (!text.empty()) text += '\n';
    text += line.starts_with(of_rule) ? line.substr(of_rule.size()) : line;
  }
  return text;
}

//     tcp dport 22 jump {
//       ip saddr 192.0.2.1 accept
//       drop
//     } comment "ssh"
std::vector<std::string> texts_inside(const std::string& rule) {
  constexpr std::string_view opening = " {\n", closing = "\n}", indentation = "\t";
  std::vector<std::string> texts;
  const auto begin = rule.find(opening), end = rule.rfind(closing);
  if (begin == std::string::npos || end == std::string::npos) return texts;
  std::istringstream lines(rule.substr(begin + opening.size(), end - begin - opening.size()));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(indentation))
      texts.push_back(line.substr(indentation.size()));
    else if (!texts.empty())
      texts.back() += '\n' + line;  // of its comment
  }
  return texts;
}

namespace {

// Of the anonymous chain that this rule leads to, if it is one.
void add_texts_inside(std::map<std::uint64_t, std::string>& texts,
                      const netlink::NftablesRule& leading,
                      const std::vector<netlink::NftablesRule>& rules) {
  if (!leading.leads_to.starts_with(anonymous)) return;
  std::vector<std::uint64_t> handles;
  for (const auto& rule : rules)
    if (rule.family == leading.family && rule.table == leading.table &&
        rule.chain == leading.leads_to)
      handles.push_back(rule.handle);
  const auto inside = texts_inside(texts[leading.handle]);
  if (inside.size() != handles.size()) return;  // one within another
  for (std::size_t i = 0; i < inside.size(); ++i) texts[handles[i]] = inside[i];
}

}  // namespace

std::map<std::uint64_t, std::string> texts_by_handle(
    const std::string& listing, const std::vector<netlink::NftablesRule>& rules,
    const std::string& table) {
  std::map<std::uint64_t, std::string> texts;
  const auto space = table.find(' ');
  const Ruleset::Table listed{.family = table.substr(0, space), .name = table.substr(space + 1)};
  try {
    RuleTexts reader(listing);
    reader.enter(listed);
    std::string chain;
    for (const auto& rule : rules) {
      if (rule.family != listed.family || rule.table != listed.name) continue;
      if (rule.chain.starts_with(anonymous)) continue;
      if (std::exchange(chain, rule.chain) != rule.chain)
        reader.enter(Ruleset::Chain{.name = rule.chain});
      texts[rule.handle] = without_indentation(reader.next(rule.handle));
    }
    for (const auto& rule : rules)
      if (rule.family == listed.family && rule.table == listed.name && !rule.leads_to.empty())
        add_texts_inside(texts, rule, rules);
  } catch (const std::runtime_error&) {
    // A rule came or went between the two.
  }
  return texts;
}

}  // namespace netrig
