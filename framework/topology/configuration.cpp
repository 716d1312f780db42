#include "netrig/topology/configuration.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netrig {

std::string to_string(const Configuration& configuration) {
  const auto& [kind, source, text, apply, arguments] = configuration;
  if (!source.empty()) return fmt::format("{} {}", kind, source);
  const auto begin = std::min(text.find_first_not_of(" \t\n"), text.size());
  return fmt::format("{} '{}'", kind, text.substr(begin, text.find('\n', begin) - begin));
}

}  // namespace netrig
