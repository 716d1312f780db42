#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "netrig/core/error.hpp"
#include "topology/routing.hpp"
#include "topology/subnets.hpp"

namespace netrig {
namespace {

// One way that a route or a nexthop object leads: what it names, and what its interface is found
// to be. `what()` is the whole for the message: "route '10.9.0.0/16 via 10.0.2.2'".
using Words = std::function<std::string()>;
struct Way {
  const std::optional<IpAddress>& via;
  std::string& interface;
  bool onlink;
  const Words& what;
};

[[noreturn]] void refuse(const Words& what, const PlannedNode& node, std::string_view reason) {
  throw DescriptionError(fmt::format("cannot add {} to '{}': {}", what(), node.name, reason));
}

// Calls `f(name, addresses)` for each interface that takes part in routing: a switch's bridge for
// its ports.
template <class F>
void for_each_interface(const PlannedNode& node, F f) {
  if (node.bridge)
    f(node.bridge->str(), node.bridge_addresses);
  else
    for (const auto& interface : node.interfaces) f(interface.name.str(), interface.addresses);
  for (const auto& [interface, index, segment, bridge, vrf] : node.virtual_interfaces)
    f(interface.name.str(), interface.addresses);
}

// The names of the interfaces on whose links `gateway` is; link-local addresses are on all of them.
std::vector<std::string> interfaces_towards(const IpAddress& gateway, const PlannedNode& node) {
  std::vector<std::string> names;
  for_each_interface(node, [&](const std::string& name, const auto& addresses) {
    if (is_link_local(gateway) || is_on_link(addresses, gateway)) names.push_back(name);
  });
  return names;
}

// A link-local address can be this node's on one link and its neighbour's on the next.
bool is_own_gateway(const Way& way, const PlannedNode& node) {
  bool is_own = false;
  for_each_interface(node, [&](const std::string& name, const auto& addresses) {
    if (is_link_local(*way.via) && name != way.interface) return;
    for (const auto& address : addresses) is_own |= address.address() == *way.via;
  });
  return is_own;
}

// Whether a route to the link itself, given for this node, leads to the gateway.
bool is_led_to(const IpAddress& gateway, const std::vector<Route>& given) {
  return std::any_of(given.begin(), given.end(), [&](const Route& route) {
    return route.type == RouteType::unicast && !route.interface.empty() && !route.via &&
           route.destination.contains(gateway);
  });
}

std::string links_of(const PlannedNode& node, bool is_v4) {
  std::vector<std::string> texts;
  for_each_interface(node, [&](const std::string& name, const auto& addresses) {
    for (const auto& address : addresses)
      if (address.is_v4() == is_v4)
        texts.push_back(fmt::format("{} in {}", name, address.prefix()));
  });
  return texts.empty() ? "it has no address of that family"
                       : fmt::format("it has {}", fmt::join(texts, ", "));
}

void check_gateway(const Way& way, const PlannedNode& node, const std::vector<Route>& given) {
  const auto& gateway = *way.via;
  if (is_own_gateway(way, node))
    refuse(way.what, node,
           fmt::format("{} is its own address; a gateway is another node", gateway));
  if (!way.onlink && interfaces_towards(gateway, node).empty() && !is_led_to(gateway, given))
    refuse(way.what, node,
           fmt::format("the gateway {} is on none of its links: {}", gateway,
                       links_of(node, gateway.is_v4())));
}

void check_source(const Route& route, const Words& what, const PlannedNode& node) {
  bool is_own = route.preferred_source->is_loopback();
  for_each_interface(node, [&](const std::string&, const auto& addresses) {
    for (const auto& address : addresses) is_own |= address.address() == *route.preferred_source;
  });
  if (!is_own)
    refuse(what, node, fmt::format("{} is none of its addresses", *route.preferred_source));
}

void check_interface(const Way& way, const PlannedNode& node) {
  std::vector<std::string> names{"lo"};
  for_each_interface(node, [&](const std::string& name, const auto&) { names.push_back(name); });
  if (std::find(names.begin(), names.end(), way.interface) == names.end())
    refuse(way.what, node, fmt::format("its interfaces are '{}'", fmt::join(names, "', '")));
}

void complete(Way way, const PlannedNode& node, const std::vector<Route>& given) {
  if (!way.interface.empty()) check_interface(way, node);
  if (!way.via) return;
  if (way.interface.empty()) {
    const auto interfaces = interfaces_towards(*way.via, node);
    if (is_link_local(*way.via) && interfaces.size() > 1)
      refuse(way.what, node,
             fmt::format("{} is link-local, so the route must say through which of '{}'", *way.via,
                         fmt::join(interfaces, "', '")));
    if (interfaces.size() == 1) way.interface = interfaces.front();
  }
  check_gateway(way, node, given);
}

Route complete(Route route, const PlannedNode& node, const Topology::Node& described) {
  const Words what = [&] { return fmt::format("route '{}'", route); };
  if (route.preferred_source) check_source(route, what, node);
  if (route.nexthop_id && std::ranges::find(described.nexthops, *route.nexthop_id,
                                            &NexthopObject::id) == described.nexthops.end())
    refuse(what, node, fmt::format("it has no nexthop {}", *route.nexthop_id));
  complete({route.via, route.interface, route.onlink, what}, node, described.routes);
  for (auto& hop : route.next_hops)
    complete({hop.via, hop.interface, hop.onlink, what}, node, described.routes);
  return route;
}

NexthopObject complete(NexthopObject nexthop, const PlannedNode& node,
                       const Topology::Node& described) {
  if (nexthop.fdb) return nexthop;
  const Words what = [&] { return fmt::format("nexthop '{}'", nexthop); };
  complete({nexthop.via, nexthop.interface, nexthop.onlink, what}, node, described.routes);
  return nexthop;
}

}  // namespace

void plan_given_routes(const Topology::Node& node, PlannedNode& planned) {
  planned.routes.reserve(node.routes.size());
  for (const auto& route : node.routes) planned.routes.push_back(complete(route, planned, node));
  for (const auto& nexthop : node.nexthops)
    planned.nexthops.push_back(complete(nexthop, planned, node));
}

}  // namespace netrig
