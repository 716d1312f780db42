#include "netrig/topology/configuration.hpp"

#include <fmt/format.h>

#include "topology/beginning.hpp"

namespace netrig {

std::string to_string(const Configuration& configuration) {
  const auto& [kind, source, text, apply, arguments] = configuration;
  if (!source.empty()) return fmt::format("{} {}", kind, source);
  return fmt::format("{} '{}'", kind, beginning_of(text));
}

}  // namespace netrig
