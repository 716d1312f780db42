#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/hanging.hpp"
#include "netrig/core/error.hpp"
#include "netrig/policy/policy.hpp"
#include "policy/answer_text.hpp"
#include "policy/quoted_list.hpp"
#include "policy/table.hpp"

namespace netrig {
namespace {

constexpr std::array families{Family::ipv4, Family::ipv6};

// What counts for a cell in one family.
struct Claim {
  const Policy::Rule* rule = nullptr;
  bool is_demanded = false;  ///< it has to be asked
};

// In the order of `families`.
struct Claims {
  std::array<Claim, families.size()> by_family{};

  void put(const Policy::Rule& rule, bool demands) {
    for (std::size_t i = 0; i < families.size(); ++i)
      if (rule.expected(families[i])) by_family[i] = {&rule, demands};
  }
  /// Empty where whatever it is will do.
  const Policy::Rule* rule(std::size_t i) const {
    const auto* rule = by_family[i].rule;
    return rule && !rule->expected(families[i])->is_any() ? rule : nullptr;
  }
};

class Comparison {
 public:
  Comparison(const Policy& policy, const ReachabilityMatrix& matrix)
      : policy_(policy), matrix_(matrix), claims_(matrix.cells().size()) {
    nodes_.insert(matrix.rows().begin(), matrix.rows().end());
    for (const auto& column : matrix.columns()) nodes_.insert(column.node);
    for (const auto& [name, members] : policy.groups()) {
      if (nodes_.contains(name))
        throw DescriptionError(
            fmt::format("'{}' is a group of the policy and a node of the matrix", name));
      for (const auto& member : members) check_node(member, fmt::format("group '{}'", name));
    }
    for (const auto& rule : policy.rules()) apply(rule);
  }

  std::vector<Violation> violations() const {
    std::vector<Violation> found;
    for (std::size_t i = 0; i < claims_.size(); ++i) judge(matrix_.cells()[i], claims_[i], found);
    for (const auto& [place, claims] : missing_)
      for (std::size_t i = 0; i < families.size(); ++i) {
        const auto* rule = claims.rule(i);
        if (rule && (i == 0 || rule != claims.rule(0)))
          found.push_back({*rule, place.first, place.second, {}, why_missing(*rule, place)});
      }
    return found;
  }

 private:
  using Place = std::pair<std::string, std::string>;

  void check_node(const std::string& name, const std::string& place) const {
    if (nodes_.contains(name)) return;
    std::set<std::string> groups;
    for (const auto& group : policy_.groups()) groups.insert(group.first);
    throw DescriptionError(
        fmt::format("{} of the policy: no node '{}': the nodes are {}{}", place, name,
                    quoted_list(nodes_, "none"),
                    groups.empty() ? "" : ", the groups " + quoted_list(groups, "none")));
  }

  std::vector<std::string> members(const std::string& name, const Policy::Rule& rule) const {
    if (const auto group = policy_.groups().find(name); group != policy_.groups().end())
      return group->second;
    check_node(name, fmt::format("line {}", rule.line));
    return {name};
  }

  // A node does not ask itself, and only who says so by name is told.
  bool names_both(const Policy::Rule& rule) const {
    return rule.from == rule.to && !policy_.groups().contains(rule.from);
  }

  void apply(const Policy::Rule& rule) {
    const bool from_everyone = rule.from == everyone, to_everyone = rule.to == everyone;
    const auto sources = from_everyone ? matrix_.rows() : members(rule.from, rule);
    const auto targets = to_everyone ? std::vector<std::string>{} : members(rule.to, rule);
    const auto is_meant = [&](const Destination& column) {
      if (rule.service && rule.service->port != column.port) return false;
      return to_everyone || std::ranges::find(targets, column.node) != targets.end();
    };
    std::vector<const Destination*> columns;
    for (const auto& column : matrix_.columns())
      if (is_meant(column)) columns.push_back(&column);

    for (const auto& from : sources) {
      for (const auto* to : columns) {
        if (from == to->node && !names_both(rule)) continue;
        claim(rule, from, *to, !from_everyone && !to_everyone);
      }
    }
    note_missing(rule, from_everyone ? std::vector{rule.from} : sources, targets, columns);
  }

  void claim(const Policy::Rule& rule, const std::string& from, const Destination& to,
             bool demands) {
    if (const auto* cell = matrix_.find(from, to))
      claims_[static_cast<std::size_t>(cell - matrix_.cells().data())].put(rule, demands);
    else
      missing_[{from, to_string(to)}].put(rule, demands);
  }

  // What the rule is about, and no column of the matrix is.
  void note_missing(const Policy::Rule& rule, const std::vector<std::string>& sources,
                    const std::vector<std::string>& targets,
                    const std::vector<const Destination*>& columns) {
    const auto text = [&rule](const std::string& node) {
      return rule.service ? to_string(Destination(node, rule.service->port)) : node;
    };
    const auto has_column = [&columns](const std::string& node) {
      return std::ranges::any_of(columns, [&](const auto* column) { return column->node == node; });
    };
    for (const auto& from : sources) {
      if (rule.to == everyone && columns.empty()) missing_[{from, text(rule.to)}].put(rule, true);
      for (const auto& target : targets)
        if (!has_column(target) && (from != target || names_both(rule)))
          missing_[{from, text(target)}].put(rule, true);
    }
  }

  std::string why_missing(const Policy::Rule& rule, const Place& place) const {
    const auto& [from, to] = place;
    if (from != everyone && std::ranges::find(matrix_.rows(), from) == matrix_.rows().end())
      return fmt::format("'{}' asked nothing", from);
    const auto node = rule.service ? to.substr(0, to.rfind(':')) : to;
    std::vector<std::string> asked;
    for (const auto& column : matrix_.columns())
      if (column.node == node) asked.push_back(to_string(column));
    if (node == everyone) return "nobody listens there";
    return fmt::format("of '{}' was asked {}{}", node,
                       asked.empty() ? "nothing" : fmt::format("{}", fmt::join(asked, ", ")),
                       rule.service && rule.service->port ? ": nobody listens there" : "");
  }

  static std::string why_not_asked(const ReachabilityCell& cell, Family family) {
    if (cell.from == cell.to.node) return "a node does not ask itself";
    if (cell.is_asked()) return fmt::format("nothing over {}", family);
    return fmt::format("'{}' has no address by which '{}' could name it", cell.to.node, cell.from);
  }

  void judge(const ReachabilityCell& cell, const Claims& claims,
             std::vector<Violation>& found) const {
    for (std::size_t i = 0; i < families.size(); ++i) {
      const auto* rule = claims.rule(i);
      if (!rule) continue;
      const auto& answer = cell.answer(families[i]);
      if (answer) {
        if (rule->expected(families[i])->allows(*answer)) continue;
        violation_of(cell, *rule, found).answers.emplace_back(families[i], *answer);
      } else if (claims.by_family[i].is_demanded && (rule->names_families || !cell.is_asked())) {
        violation_of(cell, *rule, found).explanation = why_not_asked(cell, families[i]);
      }
    }
  }

  // One for both families where one rule is about both.
  static Violation& violation_of(const ReachabilityCell& cell, const Policy::Rule& rule,
                                 std::vector<Violation>& found) {
    const auto to = to_string(cell.to);
    if (found.empty() || found.back().from != cell.from || found.back().to != to ||
        found.back().rule != rule)
      found.push_back({rule, cell.from, to, {}, {}});
    return found.back();
  }

  const Policy& policy_;
  const ReachabilityMatrix& matrix_;
  std::set<std::string> nodes_;
  std::vector<Claims> claims_;  ///< by the matrix's cells
  std::map<Place, Claims> missing_;
};

}  // namespace

std::string to_string(const Violation& violation) {
  const auto& rule = violation.rule;
  auto words = to_string(rule);
  words = words.substr(words.rfind(": ") + 2);
  auto text = fmt::format("{} -> {}: expected {}", violation.from, violation.to, words);
  const bool is_exact =
      to_string(rule) == fmt::format("{} -> {}: {}", violation.from, violation.to, words);
  text += is_exact ? fmt::format(" (line {})", rule.line)
                   : fmt::format(" (line {}: {})", rule.line, rule);
  if (!violation.explanation.empty())
    text += fmt::format("\n  not asked: {}", violation.explanation);
  for (const auto& [family, answer] : violation.answers)
    text += "\n  " + hanging(answer_text(family, answer), 2);
  return text;
}

std::vector<Violation> violations(const Policy& policy, const ReachabilityMatrix& matrix) {
  return Comparison(policy, matrix).violations();
}

}  // namespace netrig
