#include "netrig/topology/configuration.hpp"

#include <fmt/format.h>

#include "topology/beginning.hpp"

namespace netrig {

std::string to_string(const Configuration& configuration) {
  if (!configuration.source.empty())
    return fmt::format("{} {}", configuration.kind, configuration.source);
  return fmt::format("{} '{}'", configuration.kind, beginning_of(configuration.text));
}

}  // namespace netrig
