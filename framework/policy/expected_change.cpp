#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "netrig/core/error.hpp"
#include "netrig/policy/difference.hpp"
#include "policy/table.hpp"
#include "policy/words.hpp"

namespace netrig {
namespace {

[[noreturn]] void refuse(std::string_view change, const std::string& reason) {
  throw DescriptionError(fmt::format("not a change: '{}': {}", change, reason));
}

std::optional<Expectation> read_part(std::string_view part, std::string_view change) {
  if (part == "-") return std::nullopt;
  if (auto expectation = Expectation::try_parse(part)) return expectation;
  refuse(change, fmt::format("'{}' is no word of a policy: they are {}, block, any (or ?) and -",
                             part, all_verdict_words()));
}

Destination read_destination(std::string_view text, std::string_view change) {
  try {
    return {text.substr(0, text.size() - 1)};
  } catch (const DescriptionError& error) {
    refuse(change, error.what());
  }
}

// "client", "->", "server:80/tcp:", "reach", "->", "drop"
std::vector<TextWord> words_of(std::string_view change) {
  const auto lines = read_lines(change);
  constexpr std::size_t count = 6;
  if (lines.size() == 1) {
    const auto& words = lines.front().words;
    if (words.size() == count && words[1].text == "->" && words[2].text.ends_with(':') &&
        words[4].text == "->")
      return words;
  }
  refuse(change, "write 'client -> server:80/tcp: reach -> drop'");
}

}  // namespace

ExpectedChange::Side ExpectedChange::read_side(std::string_view word, std::string_view change) {
  const auto words = split_cell({}, {word}, {});
  return {std::string(word), read_part(words.ipv4, change), read_part(words.ipv6, change)};
}

ExpectedChange::ExpectedChange(std::string_view text)
    : from_(words_of(text)[0].text),
      to_(read_destination(words_of(text)[2].text, text)),
      before_(read_side(words_of(text)[3].text, text)),
      after_(read_side(words_of(text)[5].text, text)) {}

// One word is about the families that were asked before or after, two are about both.
bool ExpectedChange::Side::allows(const ReachabilityChange& change, const ReachabilityCell& cell,
                                  const std::string& its_word) const {
  if (word == its_word) return true;
  const bool names_families = word.find('/') != std::string::npos;
  return std::ranges::all_of(std::array{Family::ipv4, Family::ipv6}, [&](Family family) {
    const auto& expected = family == Family::ipv4 ? ipv4 : ipv6;
    const auto& answer = cell.answer(family);
    if (answer && expected) return expected->allows(*answer);
    if (answer) return false;
    const bool is_asked = change.before.answer(family) || change.after.answer(family);
    return !expected || expected->is_any() || (!names_families && !is_asked);
  });
}

bool ExpectedChange::is(const ReachabilityChange& change) const {
  return change.after.from == from_ && change.after.to == to_ &&
         before_.allows(change, change.before, change.word_before) &&
         after_.allows(change, change.after, change.word_after);
}

std::string to_string(const ExpectedChange& change) {
  return fmt::format("{} -> {}: {} -> {}", change.from_, change.to_, change.before_.word,
                     change.after_.word);
}

}  // namespace netrig
