#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "config/files.hpp"
#include "netrig/core/error.hpp"
#include "netrig/policy/matrix.hpp"
#include "policy/table.hpp"
#include "policy/words.hpp"

namespace netrig {
namespace {

// The cells of a table, the first of each line its row's name.
using Grid = std::vector<std::vector<std::string>>;

std::string aligned(const Grid& grid) {
  std::vector<std::size_t> widths(grid.front().size());
  for (const auto& line : grid)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  std::string text;
  for (const auto& line : grid) {
    if (!text.empty()) text += '\n';
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
      text += fmt::format("{:<{}}  ", line[i], widths[i]);
    text += line.back();
  }
  return text;
}

std::optional<Answer> read_answer(const TextLine& line, const TextWord& cell,
                                  std::string_view word) {
  if (word == "-") return std::nullopt;
  if (const auto verdict = verdict_of(word)) return Answer{.verdict = *verdict};
  refuse(line, cell,
         fmt::format("'{}' is no word of a matrix: they are {} and -", word, all_verdict_words()));
}

void read_row(const TextLine& line, const TableHead& head, ReachabilityMatrix& matrix) {
  for (std::size_t i = 0; i < head.columns.size(); ++i) {
    const auto& cell = line.words[i + 1];
    const auto words = split_cell(line, cell, head.families);
    for (const auto family : head.families) {
      const auto word = family == Family::ipv4 ? words.ipv4 : words.ipv6;
      if (auto answer = read_answer(line, cell, word))
        matrix.set(line.words.front().text, head.columns[i], family, std::move(*answer));
    }
  }
}

}  // namespace

ReachabilityMatrix ReachabilityMatrix::parse(std::string_view text) {
  const auto lines = read_lines(text);
  if (lines.empty()) throw DescriptionError("no matrix: the text has no line but comments");
  const auto& first = lines.front();
  const auto head = is_table_head(first) ? read_table_head(first) : TableHead{};
  if (head.families.empty())
    refuse(first, first.words.front(),
           fmt::format("a matrix begins with IPv4, IPv6 or IPv4/IPv6, and not with '{}'",
                       first.words.front().text));
  std::vector<std::string> rows;
  for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
    check_row(*line, head);
    const auto& name = line->words.front();
    if (const auto reason = wrong_in_node_name(name.text); !reason.empty())
      refuse(*line, name, fmt::format("no node is called '{}': {}", name.text, reason));
    if (std::ranges::find(rows, name.text) != rows.end())
      refuse(*line, name, fmt::format("the matrix has a row '{}' already", name.text));
    rows.emplace_back(name.text);
  }
  ReachabilityMatrix matrix(head.families, std::move(rows), head.columns);
  for (auto line = lines.begin() + 1; line != lines.end(); ++line) read_row(*line, head, matrix);
  return matrix;
}

std::string to_string(const ReachabilityMatrix& matrix) {
  Grid grid{{families_name(matrix.families())}};
  for (const auto& column : matrix.columns()) grid.front().push_back(to_string(column));
  auto cell = matrix.cells().begin();
  for (const auto& row : matrix.rows()) {
    auto& line = grid.emplace_back(1, row);
    for (std::size_t i = 0; i < matrix.columns().size(); ++i) line.push_back(matrix.word(*cell++));
  }
  return aligned(grid);
}

ReachabilityMatrix matrix_file(const std::filesystem::path& path) {
  const auto text = read_description(path, "matrix file");
  try {
    return ReachabilityMatrix::parse(text);
  } catch (const DescriptionError& error) {
    throw DescriptionError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

void write_matrix_file(const std::filesystem::path& path, const ReachabilityMatrix& matrix) {
  errno = 0;
  std::ofstream file(path);
  file << to_string(matrix) << '\n' << std::flush;
  if (!file)
    throw Error(error_code_from(errno),
                fmt::format("cannot write matrix file '{}'", path.string()));
}

}  // namespace netrig
