#include "netrig/netlink/route.hpp"

#include <fmt/format.h>

#include <tuple>

namespace netrig {
namespace {

std::string destination_text(const Prefix& destination) {
  const unsigned host_length = destination.is_v4() ? 32 : 128;
  if (destination.length() == 0) return "default";
  if (destination.length() == host_length) return to_string(destination.address());
  return to_string(destination);
}

// The way to `via`, as ip-route(8) writes it behind a destination or `nexthop`; another family's
// gateway with the name of its own.
std::string way_text(const std::optional<IpAddress>& via, const std::string& interface,
                     bool is_foreign) {
  std::string text;
  if (via) text += fmt::format(" via {}{}", is_foreign ? "inet6 " : "", *via);
  if (!interface.empty()) text += fmt::format(" dev {}", interface);
  return text;
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
    case RouteType::throw_: return "throw";
  }
  return fmt::format("type {}", static_cast<int>(type));
}

Route Route::default_via(const IpAddress& gateway) {
  return {.destination = Prefix(gateway, 0), .via = gateway};
}

std::uint32_t Route::effective_metric() const {
  const auto given = metric.value_or(0);
  return given == 0 && !destination.is_v4() && !by_kernel ? 1024 : given;
}

bool Route::operator==(const Route& other) const {
  const auto all = [](const Route& route) {
    return std::tuple(route.effective_metric(), route.destination, route.via, route.interface,
                      route.type, route.preferred_source, route.by_kernel, route.table,
                      route.nexthop_id, route.onlink, route.mtu);
  };
  return all(*this) == all(other) && next_hops == other.next_hops;
}

std::string table_name(std::uint32_t table) {
  switch (table) {
    case default_table: return "default";
    case main_table: return "main";
    case local_table: return "local";
    default: return std::to_string(table);
  }
}

std::string to_string(const NextHop& hop) {
  return fmt::format("nexthop{} weight {}{}", way_text(hop.via, hop.interface, false), hop.weight,
                     hop.onlink ? " onlink" : "");
}

std::string to_string(const Route& route) {
  std::string text;
  if (route.type != RouteType::unicast) text = to_string(route.type) + " ";
  text += destination_text(route.destination);
  if (route.nexthop_id) text += fmt::format(" nhid {}", *route.nexthop_id);
  text += way_text(route.via, route.interface,
                   route.via && route.via->is_v6() && route.destination.is_v4());
  if (route.table != main_table) text += fmt::format(" table {}", table_name(route.table));
  if (route.preferred_source) text += fmt::format(" src {}", *route.preferred_source);
  if (route.metric) text += fmt::format(" metric {}", *route.metric);
  if (route.onlink) text += " onlink";
  if (route.mtu) text += fmt::format(" mtu {}", *route.mtu);
  for (const auto& hop : route.next_hops) text += " " + to_string(hop);
  return text;
}

}  // namespace netrig
