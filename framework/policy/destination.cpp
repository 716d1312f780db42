#include "netrig/policy/destination.hpp"

#include <fmt/format.h>

#include "netrig/core/error.hpp"
#include "policy/service_name.hpp"

namespace netrig {
namespace {

[[noreturn]] void refuse(std::string_view text) {
  const auto node = text.substr(0, text.rfind(':'));
  throw DescriptionError(
      fmt::format("not a destination: '{0}': write '{1}:80/tcp', '{1}:53/udp' or, for ping, "
                  "'{1}:icmp'",
                  text, node.empty() ? "server" : node));
}

}  // namespace

Destination::Destination(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) refuse(text);
  if (!read_service(text.substr(colon + 1), port)) refuse(text);
  node = text.substr(0, colon);
}

std::string to_string(const Destination& destination) {
  return fmt::format("{}:{}", destination.node, service_name(destination.port));
}

}  // namespace netrig
