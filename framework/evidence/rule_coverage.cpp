#include "netrig/evidence/rule_coverage.hpp"

#include <algorithm>
#include <iterator>
#include <list>
#include <numeric>
#include <tuple>

namespace netrig {
namespace {

// The kernel numbers anonymous chains, `jump { ... }`, and never uses a number again.
std::string lasting_name(const std::string& chain) {
  constexpr auto anonymous = "__chain";
  return chain.starts_with(anonymous) ? anonymous : chain;
}

// Of what is known of a rule, that which other networks' have as well.
std::string lasting_mark(const RuleCoverage::Line& line) {
  if (line.is_policy()) return "policy";
  if (!line.rule.text.empty()) return "text " + line.rule.text;
  if (!line.rule.comment.empty()) return "comment " + line.rule.comment;
  return "handle " + std::to_string(line.rule.handle);
}

using Key = std::tuple<std::string, std::string, std::string, std::string, unsigned>;

// Gives out keys for lines in their order.
class Keys {
 public:
  Key next(const RuleCoverage::Line& line) {
    Key key{line.node, line.rule.table, lasting_name(line.rule.chain), lasting_mark(line), 0};
    std::get<unsigned>(key) = given_[key]++;
    return key;
  }

 private:
  std::map<Key, unsigned> given_;
};

void add(RuleCoverage::Line& line, const RuleCoverage::Line& other) {
  for (const auto& [verdict, packets] : other.verdicts) line.verdicts[verdict] += packets;
  if (!other.in_force) return;
  line.rule = other.rule;  // its newest handle
  line.in_force = true;
}

bool is_of_same_chain(const RuleCoverage::Line& one, const RuleCoverage::Line& other) {
  return one.node == other.node && one.rule.table == other.rule.table &&
         lasting_name(one.rule.chain) == lasting_name(other.rule.chain);
}

// For a line that is new and the first of its chain: in front of that chain, and where there is
// none, behind its table, or else behind its node.
std::list<RuleCoverage::Line>::iterator place_for_first(const RuleCoverage::Line& line,
                                                        std::list<RuleCoverage::Line>& lines) {
  const auto chain = std::ranges::find_if(
      lines, [&](const RuleCoverage::Line& each) { return is_of_same_chain(each, line); });
  if (chain != lines.end()) return chain;
  auto place = lines.end();
  bool is_in_table = false;
  for (auto each = lines.begin(); each != lines.end(); ++each) {
    if (each->node != line.node) continue;
    const bool is_of_table = each->rule.table == line.rule.table;
    if (is_of_table || !is_in_table) place = std::next(each);
    is_in_table |= is_of_table;
  }
  return place;
}

}  // namespace

std::uint64_t RuleCoverage::Line::packets() const {
  return std::accumulate(verdicts.begin(), verdicts.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& each) { return sum + each.second; });
}

std::vector<RuleCoverage::Line> RuleCoverage::rules() const {
  std::vector<Line> found;
  std::ranges::remove_copy_if(lines, std::back_inserter(found), &Line::is_policy);
  return found;
}

std::vector<RuleCoverage::Line> RuleCoverage::undecided() const {
  auto found = rules();
  std::erase_if(found, [](const Line& line) { return line.packets() != 0; });
  return found;
}

RuleCoverage& RuleCoverage::operator+=(const RuleCoverage& other) {
  std::list<Line> merged(lines.begin(), lines.end());
  std::map<Key, std::list<Line>::iterator> known;
  Keys ours, theirs;
  for (auto line = merged.begin(); line != merged.end(); ++line)
    known.emplace(ours.next(*line), line);

  const Line* before = nullptr;
  auto place = merged.end();
  for (const auto& line : other.lines) {
    const auto found = known.find(theirs.next(line));
    if (found != known.end()) {
      add(*found->second, line);
      place = std::next(found->second);
    } else {
      if (!before || !is_of_same_chain(*before, line)) place = place_for_first(line, merged);
      place = std::next(merged.insert(place, line));
    }
    before = &line;
  }
  lines.assign(merged.begin(), merged.end());
  for (const auto& gap : other.gaps)
    if (std::ranges::find(gaps, gap) == gaps.end()) gaps.push_back(gap);
  return *this;
}

}  // namespace netrig
