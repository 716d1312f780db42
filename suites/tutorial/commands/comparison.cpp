#include "comparison.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cstddef>
#include <regex>

namespace netrig {
namespace {

constexpr auto any_lines = "...";

// With the same text for what is another number on each machine and in each run.
std::string without_chance(std::string line) {
  static const std::regex times(R"([0-9]+(\.[0-9]+)?(/[0-9.]+)* ?ms\b)");
  static const std::regex index(R"(^[0-9]+: )"), peer(R"(@if[0-9]+)");
  line.erase(line.find_last_not_of(" \t\r") + 1);
  line = std::regex_replace(line, times, "# ms");
  line = std::regex_replace(line, index, "#: ");
  return std::regex_replace(line, peer, "@if#");
}

// "[..]" is "*" to fnmatch(3), and nothing else has a meaning.
std::string as_pattern(const std::string& line) {
  std::string pattern;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.compare(i, 4, "[..]") == 0) {
      pattern += '*';
      i += 3;
    } else {
      pattern += '\\';
      pattern += line[i];
    }
  }
  return pattern;
}

bool line_matches(const std::string& expected, const std::string& actual) {
  return ::fnmatch(as_pattern(without_chance(expected)).c_str(), without_chance(actual).c_str(),
                   0) == 0;
}

// How much of `expected` can be found in `actual`, in this order, from each place on: the longest
// common subsequence, in which `...` counts for nothing and is as good as any line.
class Alignment {
 public:
  Alignment(const Lines& expected, const Lines& actual)
      : expected_(expected),
        actual_(actual),
        found_(expected.size() + 1, std::vector<std::size_t>(actual.size() + 1)) {
    for (auto i = expected_.size(); i-- > 0;)
      for (auto j = actual_.size(); j-- > 0;)
        found_[i][j] =
            pairs(i, j) ? found_[i + 1][j + 1] + 1 : std::max(found_[i + 1][j], found_[i][j + 1]);
  }

  std::string text() const {
    std::string text;
    std::size_t i = 0, j = 0;
    bool may_have_more = false;
    while (i < expected_.size() || j < actual_.size()) {
      if (i < expected_.size() && expected_[i] == any_lines) {
        may_have_more = true;
        ++i;
      } else if (i < expected_.size() && j < actual_.size() && pairs(i, j)) {
        text += fmt::format("   {}\n", actual_[j++]);
        may_have_more = false;
        ++i;
      } else if (i == expected_.size() ||
                 (j < actual_.size() && found_[i][j + 1] >= found_[i + 1][j])) {
        text += fmt::format(" {} {}\n", may_have_more ? ' ' : '+', actual_[j++]);
      } else {
        text += fmt::format(" - {}\n", expected_[i++]);
      }
    }
    return text;
  }

 private:
  bool pairs(std::size_t i, std::size_t j) const { return line_matches(expected_[i], actual_[j]); }

  const Lines& expected_;
  const Lines& actual_;
  std::vector<std::vector<std::size_t>> found_;
};

}  // namespace

bool matches(const Lines& expected, const Lines& actual) {
  // Whether the first i expected lines are the first j actual ones.
  std::vector<bool> so_far(actual.size() + 1);
  so_far[0] = true;
  for (const auto& line : expected) {
    std::vector<bool> next(actual.size() + 1);
    for (std::size_t j = 0; j <= actual.size(); ++j)
      next[j] = line == any_lines ? so_far[j] || (j > 0 && next[j - 1])
                                  : j > 0 && so_far[j - 1] && line_matches(line, actual[j - 1]);
    so_far = next;
  }
  return so_far.back();
}

std::string difference(const Lines& expected, const Lines& actual) {
  return Alignment(expected, actual).text();
}

}  // namespace netrig
