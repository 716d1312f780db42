#include "policy/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netrig {

std::string word_of(Verdict verdict) {
  const auto found = std::ranges::find(verdict_words, verdict, &VerdictWord::verdict);
  return found == verdict_words.end() ? fmt::format("verdict-{}", static_cast<int>(verdict))
                                      : std::string(found->word);
}

std::optional<Verdict> verdict_of(std::string_view word) {
  const auto found = std::ranges::find(verdict_words, word, &VerdictWord::word);
  if (found == verdict_words.end()) return std::nullopt;
  return found->verdict;
}

std::string all_verdict_words() {
  std::vector<std::string_view> words;
  for (const auto& each : verdict_words) words.push_back(each.word);
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace netrig
