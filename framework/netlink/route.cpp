#include "netrig/netlink/route.hpp"

#include <fmt/format.h>

namespace netrig {
namespace {

std::string destination_text(const Prefix& destination) {
  const unsigned host_length = destination.is_v4() ? 32 : 128;
  if (destination.length() == 0) return "default";
  if (destination.length() == host_length) return to_string(destination.address());
  return to_string(destination);
}

constexpr std::uint32_t main_table = 254;

// The names that /etc/iproute2/rt_tables has everywhere.
std::string table_text(std::uint32_t table) {
  switch (table) {
    case 253: return "default";
    case 255: return "local";
    default: return std::to_string(table);
  }
}

}  // namespace

std::string to_string(RouteType type) {
  switch (type) {
    case RouteType::unicast: return "unicast";
    case RouteType::local: return "local";
    case RouteType::broadcast: return "broadcast";
    case RouteType::anycast: return "anycast";
    case RouteType::multicast: return "multicast";
    case RouteType::blackhole: return "blackhole";
    case RouteType::unreachable: return "unreachable";
    case RouteType::prohibit: return "prohibit";
  }
  return fmt::format("type {}", static_cast<int>(type));
}

Route Route::default_via(const IpAddress& gateway) {
  return {.destination = Prefix(gateway, 0), .via = gateway};
}

std::string to_string(const Route& route) {
  std::string text;
  if (route.type != RouteType::unicast) text = to_string(route.type) + " ";
  text += destination_text(route.destination);
  if (route.via) text += fmt::format(" via {}", *route.via);
  if (!route.interface.empty()) text += fmt::format(" dev {}", route.interface);
  if (route.table != main_table) text += fmt::format(" table {}", table_text(route.table));
  if (route.preferred_source) text += fmt::format(" src {}", *route.preferred_source);
  if (route.metric) text += fmt::format(" metric {}", *route.metric);
  return text;
}

}  // namespace netrig
