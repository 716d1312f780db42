// A row of a table-driven test: its name names the test, and is what is printed of it.
//
//   struct TextCase : Case { const char* text; };
//   INSTANTIATE_TEST_SUITE_P(Texts, Parser, Values(TextCase{{"Empty"}, ""}), case_name);
#pragma once

#include <ostream>
#include <string>
#include <tuple>

namespace netrig {

struct Case {
  const char* name;  ///< a word in PascalCase
};

inline std::ostream& operator<<(std::ostream& os, const Case& row) {
  return os << row.name;
}

inline std::string name_of(const Case& row) {
  return row.name;
}

inline constexpr auto case_name = [](const auto& test) { return name_of(test.param); };

/// For the rows of a Combine(): the names of the parts, one behind the other.
inline constexpr auto combined_name = [](const auto& test) {
  return std::apply([](const auto&... part) { return (name_of(part) + ...); }, test.param);
};

}  // namespace netrig
