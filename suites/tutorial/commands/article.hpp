// An article as a test: what README.md here describes, as values.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "claim.hpp"

namespace netrig {

using Lines = std::vector<std::string>;

/// What an article says that a command prints, and what it prints: the same unless that is a known
/// fault of the article. An exit status other than 0 is the last line, "[1]".
struct ExpectedOutput {
  Lines in_article{}, in_reality{};

  bool is_known_fault() const { return in_article != in_reality; }
};

/// Something that is typed into a terminal.
struct Command {
  std::string text{};  ///< empty: the one that still runs there is looked at again
  std::string terminal{};
  ExpectedOutput expected{};
  bool goes_on = false;  ///< it is not waited for
  std::chrono::milliseconds patience{};
};

/// Something that netrig finds out.
struct ClaimStep {
  Claim claim;
  bool is_known_fault = false;  ///< the article says so, and it is not so
};

/// What makes the machine into that of the article.
struct Preparation {
  std::string stand_in{};  ///< the program that the script is to be; run at once when empty
  std::string script{};
};

struct Step {
  int line = 0;
  std::string section{};  ///< the heading that it is under
  std::variant<Command, ClaimStep, Preparation> what;
};

struct Article {
  std::string file{}, title{};
  std::vector<Step> steps{};
};

/// Something in the file that is no article.
class ArticleError : public std::runtime_error {
 public:
  ArticleError(int line, const std::string& sentence) : std::runtime_error(sentence), line_(line) {}
  int line() const noexcept { return line_; }

 private:
  int line_;
};

/// How long a command may take unless its block says otherwise.
inline constexpr std::chrono::seconds command_patience{20};

/// Throws ArticleError.
Article parse_article(std::string file, std::string_view text);

}  // namespace netrig
