#include "probe/on_link.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr std::uint32_t main_table = 254;

unsigned zone_of(const IpAddress& address) {
  return address.is_v6() ? static_cast<unsigned>(address.to_v6().scope_id()) : 0;
}

std::string on_link_name(const Namespace& node, const IpAddress& target) {
  std::optional<Route> best;
  for (auto& route : netlink::routes(node.route_socket(), node.name(), main_table)) {
    const bool on_link = route.type == RouteType::unicast && !route.via && !route.interface.empty();
    if (on_link && route.destination.contains(target) &&
        (!best || route.destination.length() > best->destination.length()))
      best = std::move(route);
  }
  return best ? best->interface : std::string();
}

}  // namespace

std::optional<InterfaceInfo> on_link_interface(const Namespace& node, const IpAddress& target,
                                               const std::string& name) {
  auto& socket = node.route_socket();
  const auto demand = [&](std::optional<InterfaceInfo> found, const std::string& which) {
    if (found) return found;
    throw Error(error_code_from(ENODEV),
                fmt::format("cannot resolve {} on {} in '{}'", target, which, node.name()));
  };
  if (!name.empty())
    return demand(netlink::interface(socket, node.name(), name), fmt::format("'{}'", name));
  if (const auto zone = zone_of(target); zone != 0)
    return demand(netlink::interface(socket, node.name(), static_cast<int>(zone)),
                  fmt::format("interface {}", zone));
  const auto found = on_link_name(node, target);
  return found.empty() ? std::nullopt : netlink::interface(socket, node.name(), found);
}

}  // namespace netrig
