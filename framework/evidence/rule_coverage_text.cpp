#include <fmt/format.h>

#include <string_view>
#include <tuple>
#include <utility>

#include "netrig/evidence/rule_coverage.hpp"

namespace netrig {
namespace {

constexpr std::size_t width_of_count = 9;

std::string text_of(const DecidingRule& rule) {
  if (!rule.text.empty()) return rule.text;
  auto text = fmt::format("handle {}", rule.handle);
  if (!rule.comment.empty()) text += fmt::format(", comment \"{}\"", rule.comment);
  return text;
}

// Of a rule that decides by a map: "  (accept 2, drop 1)"
std::string distribution(const RuleCoverage::Line& line) {
  if (line.verdicts.size() < 2) return {};
  std::string text;
  for (const auto& [verdict, packets] : line.verdicts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", verdict, packets);
  return fmt::format("  ({})", text);
}

void append_line(std::string& text, const RuleCoverage::Line& line) {
  const bool never = !line.is_policy() && line.packets() == 0;
  const auto count = never ? "never" : std::to_string(line.packets());
  text += fmt::format("{:>{}}  ", count, width_of_count);
  for (const char each : text_of(line.rule)) {
    text += each;
    if (each == '\n') text.append(width_of_count + 2, ' ');
  }
  text += distribution(line);
  if (!line.in_force) text += "  (removed since)";
  text += '\n';
}

}  // namespace

std::string to_string(const RuleCoverage::Line& line) {
  return fmt::format("{}: {}", line.node, to_string(line.rule));
}

std::string to_string(const RuleCoverage& coverage) {
  const auto all = coverage.rules().size();
  auto text = fmt::format("{} of {} rule{} decided a packet\n", all - coverage.undecided().size(),
                          all, all == 1 ? "" : "s");
  for (const auto& gap : coverage.gaps) text += fmt::format("incomplete: {}\n", gap);
  std::string node;
  std::pair<std::string, std::string> chain;
  for (const auto& line : coverage.lines) {
    const bool is_other_node = std::exchange(node, line.node) != line.node;
    if (is_other_node) text += node + '\n';
    const std::pair here{line.rule.table, line.rule.chain};
    if (std::exchange(chain, here) != here || is_other_node)
      text += fmt::format("  table {}, chain {}\n", here.first, here.second);
    append_line(text, line);
  }
  text.pop_back();
  return text;
}

}  // namespace netrig
