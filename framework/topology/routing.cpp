#include "topology/routing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "netrig/core/error.hpp"
#include "topology/places.hpp"
#include "topology/route_key.hpp"
#include "topology/router_graph.hpp"
#include "topology/subnets.hpp"

namespace netrig {
namespace {

Route computed_route(const Prefix& destination, const IpAddress& gateway,
                     const InterfaceName& interface) {
  return {.destination = destination, .via = gateway, .interface = interface.str()};
}

// What the user says about a destination wins.
bool is_given(std::span<const Route> given, const Route& route) {
  return std::any_of(given.begin(), given.end(),
                     [&](const Route& other) { return have_same_key(route, other); });
}

// The default route through the first router on the first link that has one.
std::optional<Route> default_route(const PlannedNode& host, const std::vector<Segment>& segments,
                                   bool is_v4) {
  const Prefix all(
      is_v4 ? IpAddress(boost::asio::ip::address_v4()) : IpAddress(boost::asio::ip::address_v6()),
      0);
  for (const auto& place : places_of(host))
    for (const auto& router : segments[place.segment].routers)
      for (const auto& gateway : *router.addresses)
        if (gateway.is_v4() == is_v4 && is_on_link(*place.addresses, gateway.address()))
          return computed_route(all, gateway.address(), *place.interface);
  return std::nullopt;
}

// A router cannot have routes to two subnets of the same addresses: behind NAT there are such.
void check_told_apart(const Plan& plan, NodeId router, std::vector<Subnet> subnets) {
  if (const auto overlap = find_overlap(std::move(subnets)))
    throw DescriptionError(fmt::format(
        "cannot compute the routes of '{}': {} of {} and {} of {} overlap; use other subnets, or "
        "Routing::given for the routers that hide them",
        plan.node(router).name, overlap->first.prefix,
        describe_segment(plan, overlap->first.segment), overlap->second.prefix,
        describe_segment(plan, overlap->second.segment)));
}

// The shortest paths of a router to all subnets that it is not on.
std::vector<Route> shortest_paths(const RouterGraph& graph, const Plan& plan, NodeId router,
                                  std::span<const Route> given) {
  std::vector<Route> routes;
  auto subnets = graph.subnets_of(router);
  for (const auto& path : graph.paths_from(router)) {
    auto route = computed_route(path.destination.prefix, path.gateway, *path.interface);
    if (is_given(given, route)) continue;
    subnets.push_back(path.destination);
    routes.push_back(std::move(route));
  }
  if (graph.has_overlap()) check_told_apart(plan, router, std::move(subnets));
  return routes;
}

std::vector<Route> computed_routes(const RouterGraph& graph, const std::vector<Segment>& segments,
                                   const Plan& plan, NodeId id, std::span<const Route> given) {
  const auto& node = plan.node(id);
  if (node.kind == NodeKind::router) return shortest_paths(graph, plan, id, given);
  auto route = default_route(node, segments, graph.is_v4());
  if (!route || is_given(given, *route)) return {};
  return {std::move(*route)};
}

}  // namespace

void plan_routes(const Topology& topology, const std::vector<Segment>& segments, Plan& plan) {
  const auto& described = topology.nodes();
  for (std::size_t i = 0; i < described.size(); ++i) plan_given_routes(described[i], plan.nodes[i]);

  for (const bool is_v4 : {true, false}) {
    const RouterGraph graph(topology, segments, plan, is_v4);
    for (std::size_t i = 0; i < described.size(); ++i) {
      if (described[i].kind == NodeKind::bridge || described[i].options.routing == Routing::given)
        continue;
      auto routes = computed_routes(graph, segments, plan, NodeId{i}, described[i].routes);
      auto& all = plan.nodes[i].routes;
      all.insert(all.end(), std::make_move_iterator(routes.begin()),
                 std::make_move_iterator(routes.end()));
    }
  }
}

}  // namespace netrig
