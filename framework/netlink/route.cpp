#include "netrig/netlink/route.hpp"

#include <fmt/format.h>

#include <algorithm>
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

bool have_all_of(const std::vector<NextHop>& hops, const std::vector<NextHop>& wanted) {
  return std::ranges::equal(hops, wanted, [](const NextHop& has, const NextHop& wants) {
    return (!wants.via || has.via == wants.via) &&
           (wants.interface.empty() || has.interface == wants.interface) &&
           has.weight == wants.weight && (!wants.onlink || has.onlink);
  });
}

// As the kernel takes it for that route: 0 is its default.
bool has_metric(const Route& route, std::uint32_t wanted) {
  auto with_wanted = route;
  with_wanted.metric = wanted;
  return route.effective_metric() == with_wanted.effective_metric();
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

bool Route::has_all_of(const Route& wanted) const {
  return destination == wanted.destination && type == wanted.type && table == wanted.table &&
         (!wanted.via || via == wanted.via) &&
         (wanted.interface.empty() || interface == wanted.interface) &&
         (!wanted.metric || has_metric(*this, *wanted.metric)) &&
         (!wanted.preferred_source || preferred_source == wanted.preferred_source) &&
         (wanted.next_hops.empty() || have_all_of(next_hops, wanted.next_hops)) &&
         (!wanted.nexthop_id || nexthop_id == wanted.nexthop_id) && (!wanted.onlink || onlink) &&
         (!wanted.mtu || mtu == wanted.mtu);
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
