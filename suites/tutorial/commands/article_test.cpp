// What is no article is refused, with the line.
#include "article.hpp"

#include <gmock/gmock.h>

#include "case.hpp"
#include "comparison.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

std::string error_of(const std::string& text) {
  try {
    parse_article("article.md", text);
  } catch (const ArticleError& error) {
    return std::to_string(error.line()) + ": " + error.what();
  }
  return "no error";
}

TEST(Article, IsReadFromMarkdown) {
  const auto article = parse_article("article.md", R"md(# A `title`
Words.

## First

1. An item with a block:

   ```console terminal=2 within=1.5s
   $ one
   output
   $ two
   ```
)md");

  EXPECT_EQ(article.title, "A title");
  ASSERT_EQ(article.steps.size(), 2U);
  EXPECT_EQ(article.steps[0].section, "First");
  EXPECT_EQ(article.steps[0].line, 9);
  EXPECT_EQ(article.steps[1].line, 11);
  const auto& command = std::get<Command>(article.steps[0].what);
  EXPECT_EQ(command.text, "one");
  EXPECT_EQ(command.terminal, "2");
  EXPECT_EQ(command.patience, std::chrono::milliseconds(1500));
  EXPECT_THAT(command.expected.in_reality, ElementsAre("output"));
}

struct WrongArticle : Case {
  const char* text;
  const char* error;
};

class WrongArticles : public ::testing::TestWithParam<WrongArticle> {};

TEST_P(WrongArticles, AreRefused) {
  EXPECT_THAT(error_of(GetParam().text), StartsWith(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    Files, WrongArticles,
    ::testing::Values(
        WrongArticle{{"NoTitle"}, "```console\n$ true\n```\n", "1: there is no title"},
        WrongArticle{{"NoSteps"}, "# Title\n\nWords.\n", "1: nothing is done in it"},
        WrongArticle{{"UnknownBlock"},
                     "# Title\n```consol\n$ true\n```\n",
                     "2: 'consol' is no kind of block: there are console, netrig, bash, and text"},
        WrongArticle{{"BlockOfNoKind"}, "# Title\n```\ntext\n```\n", "2: '' is no kind of block"},
        WrongArticle{{"UnknownWord"},
                     "# Title\n```console termnal=2\n$ true\n```\n",
                     "2: a block that begins with ```console has no 'termnal=2'"},
        WrongArticle{{"NoSeconds"},
                     "# Title\n```console within=soon\n$ true\n```\n",
                     "2: 'soon' is no number of seconds such as 5s"},
        WrongArticle{{"BashForNothing"},
                     "# Title\n```bash\ntrue\n```\n",
                     "2: a block of bash is either 'setup' or 'stand-in=PROGRAM'"},
        WrongArticle{{"EmptyBlock"}, "# Title\n```console\n```\n", "2: this block is empty"},
        WrongArticle{{"LineWithoutAMark"},
                     "# Title\n```console fault\n$ true\n-a\nb\n```\n",
                     "5: in a block with 'fault' a line of output begins with '-'"},
        WrongArticle{{"FaultWithoutADifference"},
                     "# Title\n```console fault\n$ true\n a\n```\n",
                     "2: nothing in this block with 'fault' differs"},
        WrongArticle{
            {"UnknownSentence"},
            "# Title\n```netrig\nhost likes 192.0.2.1\n```\n",
            "3: 'host likes 192.0.2.1' is nothing that netrig can find out; it can be told "
            "one of\n"},
        WrongArticle{{"NoAddress"},
                     "# Title\n```netrig\nhost reaches nobody\n```\n",
                     "3: not an IP address: 'nobody'"}),
    case_name);

TEST(Comparison, TakesNothingForMoreThanItIs) {
  const auto takes = [](const Lines& expected, const Lines& actual) {
    return matches(expected, actual);
  };
  EXPECT_TRUE(takes({}, {}));
  EXPECT_TRUE(takes({"..."}, {}));
  EXPECT_FALSE(takes({}, {"a"}));
  EXPECT_FALSE(takes({"a*"}, {"ab"})) << "only [..] stands for anything";
  EXPECT_FALSE(takes({"a?", "[ab]"}, {"ab", "a"}));
  EXPECT_TRUE(takes({"a[..]c[..]"}, {"abc"}));
  EXPECT_TRUE(takes({"...", "b", "..."}, {"a", "b", "b", "c"}));
  EXPECT_FALSE(takes({"...", "b"}, {"a", "b", "c"}));
  EXPECT_FALSE(takes({"1: a"}, {"1 a"}));
}

}  // namespace
}  // namespace netrig
