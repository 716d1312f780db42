#include "policy/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr std::string_view blanks = " \t\r\v\f";

std::vector<TextWord> words_of(std::string_view line) {
  std::vector<TextWord> words;
  for (std::size_t begin = 0;;) {
    begin = line.find_first_not_of(blanks, begin);
    if (begin == std::string_view::npos || line[begin] == '#') return words;
    const auto end = std::min(line.find_first_of(blanks, begin), line.size());
    words.push_back({line.substr(begin, end - begin), begin + 1});
    begin = end;
  }
}

std::vector<Family> families_named(std::string_view word) {
  if (word == "IPv4") return {Family::ipv4};
  if (word == "IPv6") return {Family::ipv6};
  if (word == "IPv4/IPv6") return {Family::ipv4, Family::ipv6};
  return {};
}

}  // namespace

std::vector<TextLine> read_lines(std::string_view text) {
  std::vector<TextLine> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    if (auto words = words_of(text.substr(0, end)); !words.empty())
      lines.push_back({number, std::move(words)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void refuse(const TextLine& line, const TextWord& word, const std::string& reason) {
  throw DescriptionError(fmt::format("line {}, column {}: {}", line.number, word.column, reason));
}

bool is_table_head(const TextLine& line) {
  return line.words.back().text.find(':') != std::string_view::npos ||
         !families_named(line.words.front().text).empty();
}

TableHead read_table_head(const TextLine& line) {
  TableHead head{.line = line.number, .families = families_named(line.words.front().text)};
  for (auto word = line.words.begin() + (head.families.empty() ? 0 : 1); word != line.words.end();
       ++word) {
    try {
      head.columns.emplace_back(word->text);
    } catch (const DescriptionError& error) {
      refuse(line, *word, error.what());
    }
    if (std::ranges::count(head.columns, head.columns.back()) > 1)
      refuse(line, *word, fmt::format("the table has a column '{}' already", word->text));
  }
  return head;
}

void check_row(const TextLine& line, const TableHead& head) {
  const auto words = line.words.size() - 1, columns = head.columns.size();
  if (words < columns)
    refuse(line, line.words.back(),
           fmt::format("the row '{}' ends before the column '{}': it has {} of {} words",
                       line.words.front().text, head.columns[words], words, columns));
  if (words > columns)
    refuse(line, line.words[columns + 1],
           fmt::format("the row '{}' has a word more than the table of line {} has columns: '{}'",
                       line.words.front().text, head.line, line.words[columns + 1].text));
}

std::string families_name(const std::vector<Family>& families) {
  return fmt::format("{}", fmt::join(families, "/"));
}

std::string wrong_in_node_name(std::string_view name) {
  const auto words = words_of(name);
  if (words.size() != 1 || words.front().text != name)
    return "a name in it is one word, and '#' begins a comment";
  if (!families_named(name).empty()) return "with this a table begins";
  if (name == everyone || name == anyone) return "in a policy this is any node";
  return "";
}

CellWords split_cell(const TextLine& line, const TextWord& cell,
                     const std::vector<Family>& families) {
  const auto slash = cell.text.find('/');
  if (slash == std::string_view::npos) {
    if (families == std::vector{Family::ipv4}) return {cell.text, "-", true};
    if (families == std::vector{Family::ipv6}) return {"-", cell.text, true};
    return {cell.text, cell.text, !families.empty()};
  }
  if (families.size() == 1)
    refuse(line, cell,
           fmt::format("'{}' has a word for each of two families, and the table is of {} only",
                       cell.text, families.front()));
  return {cell.text.substr(0, slash), cell.text.substr(slash + 1), true};
}

}  // namespace netrig
