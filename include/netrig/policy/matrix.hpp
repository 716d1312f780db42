// Who reaches what in a network, as it was measured or as it was written down.
//
//   IPv4/IPv6  client:icmp  firewall:icmp  server:icmp  server:80/tcp
//   client     -            reach          reach        reach
//   firewall   reach        -              reach        reach
//   server     drop         reach          -            -
//
// A row is a node that asks, a column is what it asks for. The first word says in which families; a
// cell has one word where they agree, else one of each, "reach/drop", in the order of that first
// word. "-" was not asked: a node does not ask itself. So a file of it is pleasant to review, and
// a change of the network is a change of a word. In such a text '#' begins a comment.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/policy/destination.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/probe/verdict.hpp"

namespace netrig {

/// A verdict as a word of a table: "reach", "refuse", "reject", "drop", "silent", "no-route",
/// "unresolved", "denied", "unexpected", "no-address".
std::string word_of(Verdict verdict);

/// What became of a question in one family.
struct Answer {
  Verdict verdict = Verdict::silent;
  std::optional<Outcome> outcome{};  ///< empty where it was read from a text
};

/// From one node to one destination.
struct ReachabilityCell {
  std::string from;
  Destination to;
  std::optional<Answer> ipv4{}, ipv6{};  ///< empty: not asked

  const std::optional<Answer>& answer(Family family) const {
    return family == Family::ipv4 ? ipv4 : ipv6;
  }
  std::optional<Answer>& answer(Family family) { return family == Family::ipv4 ? ipv4 : ipv6; }
  bool is_asked() const { return ipv4 || ipv6; }
};

/// A value. measure() fills it from a network.
class ReachabilityMatrix {
 public:
  /// No cell is asked yet. `families`: IPv4, IPv6 or both. Throws DescriptionError for a row or a
  /// column that is there twice, for no family, and for a node whose name its text could not hold:
  /// one with a '#' in front or blanks, "IPv4", "IPv6", "everyone", "anyone".
  ReachabilityMatrix(std::vector<Family> families, std::vector<std::string> rows,
                     std::vector<Destination> columns);
  /// Reads what to_string() writes. Throws DescriptionError, which names line and column: "line 3,
  /// column 12: 'dorp' is no word of a matrix: they are reach, ...".
  static ReachabilityMatrix parse(std::string_view text);

  const std::vector<Family>& families() const noexcept { return families_; }
  const std::vector<std::string>& rows() const noexcept { return rows_; }
  const std::vector<Destination>& columns() const noexcept { return columns_; }
  /// All of them, row by row, also those that were not asked.
  const std::vector<ReachabilityCell>& cells() const noexcept { return cells_; }
  /// Throws DescriptionError, which lists the rows or the columns that there are.
  const ReachabilityCell& cell(std::string_view from, const Destination& to) const;
  /// Null where there is no such row or column.
  const ReachabilityCell* find(std::string_view from, const Destination& to) const;
  void set(std::string_view from, const Destination& to, Family family, Answer answer);

  /// What the table says in a cell: "reach", "reach/drop", "-".
  std::string word(const ReachabilityCell& cell) const;

  /// The same families, and the same words in the same cells, in whatever order and whether they
  /// were measured or read.
  bool operator==(const ReachabilityMatrix& other) const;

 private:
  std::vector<Family> families_;
  std::vector<std::string> rows_;
  std::vector<Destination> columns_;
  std::vector<ReachabilityCell> cells_;
  std::map<std::string, std::size_t, std::less<>> row_numbers_;  ///< of rows_
  std::map<std::string, std::size_t> column_numbers_;            ///< of columns_, by their texts
};
/// The table, its columns aligned, without a line break at its end.
std::string to_string(const ReachabilityMatrix& matrix);
template <>
inline constexpr bool is_printable<ReachabilityMatrix> = true;

/// The matrix in that file, one that was approved, say. Throws DescriptionError for a file that
/// cannot be read, and as ReachabilityMatrix::parse().
ReachabilityMatrix matrix_file(const std::filesystem::path& path);
/// Writes it there, in the place of what the file holds. Throws Error.
void write_matrix_file(const std::filesystem::path& path, const ReachabilityMatrix& matrix);

}  // namespace netrig
