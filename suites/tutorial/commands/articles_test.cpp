// The articles, as written: one test each.
#include <fmt/format.h>

#include <cctype>

#include "articles.hpp"
#include "as_written.hpp"
#include "follow.hpp"

namespace netrig {
namespace {

class Articles : public AsWritten, public ::testing::WithParamInterface<Page> {};

TEST_P(Articles, DoWhatTheFileSays) {
  try {
    const auto account = follow(parse_article(GetParam().file, GetParam().text), machine());
    RecordProperty("stand_ins", fmt::format("{}", fmt::join(account.stand_ins, ", ")));
    RecordProperty("known_faults", fmt::format("{}", fmt::join(account.known_faults, "; ")));
    if (account.failure)
      ADD_FAILURE_AT(GetParam().file.c_str(), account.failure->line) << account.failure->text;
  } catch (const ArticleError& error) {
    ADD_FAILURE_AT(GetParam().file.c_str(), error.line()) << error.what();
  }
}

// "suites/tutorial/commands/deep-dive.md" -> "DeepDive"
std::string name_of(const Page& page) {
  const auto begin = page.file.rfind('/') + 1;
  std::string name;
  bool begins_word = true;
  for (const char each : page.file.substr(begin, page.file.rfind('.') - begin)) {
    const bool is_letter = std::isalnum(static_cast<unsigned char>(each)) != 0;
    if (is_letter)
      name +=
          static_cast<char>(begins_word ? std::toupper(static_cast<unsigned char>(each)) : each);
    begins_word = !is_letter;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(AsWritten, Articles, ::testing::ValuesIn(pages()),
                         [](const auto& each) { return name_of(each.param); });

}  // namespace

}  // namespace netrig
