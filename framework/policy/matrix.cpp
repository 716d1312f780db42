#include "netrig/policy/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"
#include "policy/quoted_list.hpp"
#include "policy/table.hpp"

namespace netrig {
namespace {

std::string word_of(const std::optional<Answer>& answer) {
  return answer ? word_of(answer->verdict) : "-";
}

void check_name(const std::string& name) {
  if (const auto reason = wrong_in_node_name(name); !reason.empty())
    throw DescriptionError(
        fmt::format("a matrix cannot have the node '{}': {}; call it otherwise", name, reason));
}

bool same_words(const ReachabilityCell& a, const ReachabilityCell& b) {
  return word_of(a.ipv4) == word_of(b.ipv4) && word_of(a.ipv6) == word_of(b.ipv6);
}

}  // namespace

ReachabilityMatrix::ReachabilityMatrix(std::vector<Family> families, std::vector<std::string> rows,
                                       std::vector<Destination> columns)
    : families_(std::move(families)), rows_(std::move(rows)), columns_(std::move(columns)) {
  std::ranges::sort(families_);
  // Not std::ranges: clang++ 14 cannot.
  families_.erase(std::unique(families_.begin(), families_.end()), families_.end());
  if (families_.empty()) throw DescriptionError("a matrix is of IPv4, of IPv6 or of both");
  std::ranges::for_each(rows_, check_name);
  std::ranges::for_each(columns_, check_name, &Destination::node);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (!row_numbers_.emplace(rows_[i], i).second)
      throw DescriptionError(fmt::format("the matrix has a row '{}' already", rows_[i]));
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!column_numbers_.emplace(to_string(columns_[i]), i).second)
      throw DescriptionError(fmt::format("the matrix has a column '{}' already", columns_[i]));
  cells_.reserve(rows_.size() * columns_.size());
  for (const auto& row : rows_)
    for (const auto& column : columns_) cells_.push_back({.from = row, .to = column});
}

const ReachabilityCell* ReachabilityMatrix::find(std::string_view from,
                                                 const Destination& to) const {
  const auto row = row_numbers_.find(from);
  const auto column = column_numbers_.find(to_string(to));
  if (row == row_numbers_.end() || column == column_numbers_.end()) return nullptr;
  return &cells_[row->second * columns_.size() + column->second];
}

const ReachabilityCell& ReachabilityMatrix::cell(std::string_view from,
                                                 const Destination& to) const {
  if (const auto* found = find(from, to)) return *found;
  if (!row_numbers_.contains(from))
    throw DescriptionError(
        fmt::format("no row '{}': the matrix has {}", from, quoted_list(rows_, "nothing")));
  throw DescriptionError(
      fmt::format("no column '{}': the matrix has {}", to, quoted_list(columns_, "nothing")));
}

void ReachabilityMatrix::set(std::string_view from, const Destination& to, Family family,
                             Answer answer) {
  if (std::ranges::find(families_, family) == families_.end())
    throw DescriptionError(fmt::format("the matrix is not of {}", family));
  const auto number = static_cast<std::size_t>(&cell(from, to) - cells_.data());
  cells_[number].answer(family) = std::move(answer);
}

std::string ReachabilityMatrix::word(const ReachabilityCell& cell) const {
  if (families_.size() == 1) return word_of(cell.answer(families_.front()));
  const auto ipv4 = word_of(cell.ipv4), ipv6 = word_of(cell.ipv6);
  return ipv4 == ipv6 ? ipv4 : fmt::format("{}/{}", ipv4, ipv6);
}

bool ReachabilityMatrix::operator==(const ReachabilityMatrix& other) const {
  if (families_ != other.families_ || cells_.size() != other.cells_.size() ||
      !std::ranges::is_permutation(rows_, other.rows_) ||
      !std::ranges::is_permutation(columns_, other.columns_))
    return false;
  return std::ranges::all_of(cells_, [&other](const ReachabilityCell& cell) {
    return same_words(cell, other.cell(cell.from, cell.to));
  });
}

}  // namespace netrig
