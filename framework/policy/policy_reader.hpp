// Reads a policy's text: groups, sentences and tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "netrig/policy/policy.hpp"
#include "policy/table.hpp"

namespace netrig {

class PolicyReader {
 public:
  Policy read(std::string_view text);

 private:
  void read_line(const TextLine& line);
  void read_group(const TextLine& line);
  void read_sentence(const TextLine& line);
  void read_row(const TextLine& line);
  void add(const TextLine& line, std::string from, const TextWord& what, const TextWord& word,
           std::string_view expected);
  void add(const TextLine& line, const TextWord& word, Policy::Rule rule, const CellWords& words);

  Policy policy_;
  std::optional<TableHead> table_{};
};

}  // namespace netrig
