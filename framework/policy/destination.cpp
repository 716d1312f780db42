#include "netrig/policy/destination.hpp"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

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

bool read_service(std::string_view text, std::optional<TransportPort>& port) {
  port.reset();
  if (text == "icmp") return true;
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto digits = text.substr(0, slash), protocol = text.substr(slash + 1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number == 0) return false;
  if (protocol != "tcp" && protocol != "udp") return false;
  port = protocol == "tcp" ? tcp(number) : udp(number);
  return true;
}

std::string service_name(const std::optional<TransportPort>& port) {
  return port ? to_string(*port) : "icmp";
}

}  // namespace netrig
