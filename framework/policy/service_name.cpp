#include "policy/service_name.hpp"

#include <charconv>
#include <system_error>

namespace netrig {

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
