#include "netrig/topology/configuration.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(const Configuration& configuration) {
  const auto& [kind, source, text, apply] = configuration;
  if (!source.empty()) return fmt::format("{} {}", kind, source);
  return fmt::format("{} '{}'", kind, text.substr(0, text.find('\n')));
}

}  // namespace netrig
