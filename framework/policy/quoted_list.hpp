// Names as messages list them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace netrig {

/// "'client', 'server'"
template <class Names>
std::string quoted_list(const Names& names, std::string_view if_empty) {
  std::vector<std::string> quoted;
  for (const auto& name : names) quoted.push_back(fmt::format("'{}'", name));
  return quoted.empty() ? std::string(if_empty) : fmt::format("{}", fmt::join(quoted, ", "));
}

}  // namespace netrig
