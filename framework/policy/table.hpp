// Tables and lines of words, as matrices and policies are written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/policy/destination.hpp"

namespace netrig {

/// As a policy says it for any node.
inline constexpr std::string_view everyone = "everyone", anyone = "anyone";

struct TextWord {
  std::string_view text;
  std::size_t column = 0;  ///< in bytes, from 1
};

struct TextLine {
  std::size_t number = 0;  ///< from 1
  std::vector<TextWord> words;
};

/// Without comments and empty lines. The words are parts of `text`.
std::vector<TextLine> read_lines(std::string_view text);

/// Throws DescriptionError: "line 3, column 12: <reason>".
[[noreturn]] void refuse(const TextLine& line, const TextWord& word, const std::string& reason);

/// The first line of a table.
struct TableHead {
  std::size_t line = 0;
  std::vector<Family> families{};  ///< empty where it does not name them
  std::vector<Destination> columns{};
};
/// Whether a line means to be one: only there does a line end with a destination, or begin with
/// families.
bool is_table_head(const TextLine& line);
/// Throws for a word that is no destination, and for one that is there twice.
TableHead read_table_head(const TextLine& line);
/// Throws where a row has too few or too many words.
void check_row(const TextLine& line, const TableHead& head);

/// "IPv4", "IPv6", "IPv4/IPv6"
std::string families_name(const std::vector<Family>& families);

/// Why a row or column of that node could not be read back; empty where it could.
std::string wrong_in_node_name(std::string_view name);

/// What a cell says of each family; "-" where it says nothing.
struct CellWords {
  std::string_view ipv4, ipv6;
  bool names_families = false;
};
/// `families`: as TableHead's.
CellWords split_cell(const TextLine& line, const TextWord& cell,
                     const std::vector<Family>& families);

}  // namespace netrig
