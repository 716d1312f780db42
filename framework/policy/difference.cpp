#include "netrig/policy/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/hanging.hpp"
#include "policy/answer_text.hpp"

namespace netrig {
namespace {

// In both families of the two matrices together, so that their words compare.
class Words {
 public:
  Words(const ReachabilityMatrix& a, const ReachabilityMatrix& b) {
    for (const auto family : {Family::ipv4, Family::ipv6})
      if (has(a, family) || has(b, family)) families_.push_back(family);
  }
  std::string of(const ReachabilityCell& cell) const {
    std::vector<std::string> words;
    for (const auto family : families_)
      words.push_back(cell.answer(family) ? word_of(cell.answer(family)->verdict) : "-");
    return words.front() == words.back() ? words.front() : fmt::format("{}", fmt::join(words, "/"));
  }

 private:
  static bool has(const ReachabilityMatrix& matrix, Family family) {
    return std::ranges::find(matrix.families(), family) != matrix.families().end();
  }
  std::vector<Family> families_;
};

bool is_reached(const std::optional<Answer>& answer) {
  return answer && answer->verdict == Verdict::reached;
}

// What stands in the way, or stood.
std::vector<std::string> causes(const ReachabilityChange& change) {
  std::vector<std::string> texts;
  for (const auto family : {Family::ipv4, Family::ipv6}) {
    const auto &before = change.before.answer(family), &after = change.after.answer(family);
    if (before && after && before->verdict == after->verdict) continue;
    if (before && before->outcome && !is_reached(before))
      texts.push_back("before: " + answer_text(family, *before));
    if (after && after->outcome && !is_reached(after))
      texts.push_back("after: " + answer_text(family, *after));
  }
  return texts;
}

}  // namespace

std::string summary(const ReachabilityChange& change) {
  return fmt::format("{} -> {}: {} -> {}", change.after.from, change.after.to, change.word_before,
                     change.word_after);
}

std::string to_string(const ReachabilityChange& change) {
  auto text = summary(change);
  for (const auto& cause : causes(change)) text += "\n  " + hanging(cause, 2);
  return text;
}

std::string to_string(const ReachabilityDifference& difference) {
  std::vector<std::string> changes;
  for (const auto& change : difference.changes) changes.push_back(to_string(change));
  return changes.empty() ? "no change" : fmt::format("{}", fmt::join(changes, "\n"));
}

ReachabilityDifference difference(const ReachabilityMatrix& before,
                                  const ReachabilityMatrix& after) {
  const Words words(before, after);
  ReachabilityDifference difference;
  const auto compare = [&](const ReachabilityCell& a, const ReachabilityCell& b) {
    ReachabilityChange change{a, b, words.of(a), words.of(b)};
    if (change.word_before != change.word_after) difference.changes.push_back(std::move(change));
  };
  for (const auto& cell : after.cells()) {
    const auto* found = before.find(cell.from, cell.to);
    compare(found ? *found : ReachabilityCell{.from = cell.from, .to = cell.to}, cell);
  }
  for (const auto& cell : before.cells())
    if (!after.find(cell.from, cell.to)) compare(cell, {.from = cell.from, .to = cell.to});
  return difference;
}

}  // namespace netrig
