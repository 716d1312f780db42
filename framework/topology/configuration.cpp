#include "netrig/topology/configuration.hpp"

#include <fmt/format.h>

#include "topology/beginning.hpp"

namespace netrig {

std::string to_string(const Configuration& configuration) {
  const auto& kind = configuration.kind;
  if (!configuration.source.empty()) return fmt::format("{} {}", kind, configuration.source);
  return fmt::format("{} '{}'", kind, beginning_of(configuration.text));
}

}  // namespace netrig
