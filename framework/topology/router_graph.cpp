#include "topology/router_graph.hpp"

#include <algorithm>
#include <deque>

namespace netrig {
namespace {

bool takes_part(const Topology::Node& node) {
  return node.kind == NodeKind::router && node.options.routing == Routing::computed;
}

// Link-local subnets lead to the next router, but nobody further away can name them.
bool is_destination(const Subnet& subnet) {
  return !is_link_local(subnet.prefix.address());
}

}  // namespace

RouterGraph::RouterGraph(const Topology& topology, const std::vector<Segment>& segments,
                         const Plan& plan, bool is_v4)
    : is_v4_(is_v4), vertices_of_segment_(segments.size()), edges_(plan.nodes.size()) {
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    if (takes_part(topology.nodes()[i]))
      for (const auto& place : places_of(plan.nodes[i])) add_subnets(place, edges_[i]);
  add_gateways(topology, segments);

  std::vector<Subnet> destinations;
  for (const auto& vertex : vertices_)
    if (is_destination(vertex.subnet)) destinations.push_back(vertex.subnet);
  has_overlap_ = find_overlap(std::move(destinations)).has_value();
}

void RouterGraph::add_subnets(const Place& place, std::vector<Edge>& edges) {
  auto& known = vertices_of_segment_[place.segment];
  for (const auto& address : *place.addresses) {
    if (address.is_v4() != is_v4_ || !has_subnet(address)) continue;
    const auto prefix = address.prefix();
    auto vertex = std::find_if(known.begin(), known.end(), [&](std::size_t candidate) {
      return vertices_[candidate].subnet.prefix == prefix;
    });
    if (vertex == known.end()) {
      vertex = known.insert(known.end(), vertices_.size());
      vertices_.push_back({{prefix, place.segment}, {}});
    }
    edges.push_back({*vertex, place.interface});
  }
}

void RouterGraph::add_gateways(const Topology& topology, const std::vector<Segment>& segments) {
  for (auto& [subnet, gateways] : vertices_)
    for (const auto& router : segments[subnet.segment].routers)
      if (takes_part(topology.nodes()[router.node.index]))
        for (const auto& address : *router.addresses)
          if (subnet.prefix.contains(address.address()))
            gateways.push_back({router.node, address.address()});
}

std::vector<RouterGraph::Path> RouterGraph::paths_from(NodeId source) const {
  struct Visit {
    NodeId router;
    const Gateway* first_gateway;
    const InterfaceName* first_interface;
  };
  std::vector<Path> paths;
  std::vector<bool> is_known(edges_.size()), is_expanded(vertices_.size()),
      is_own(vertices_.size());
  for (const auto& edge : edges_[source.index]) is_own[edge.vertex] = true;
  is_known[source.index] = true;
  std::deque<Visit> queue{{source, nullptr, nullptr}};
  for (; !queue.empty(); queue.pop_front()) {
    const auto visit = queue.front();
    for (const auto& edge : edges_[visit.router.index]) {
      if (is_expanded[edge.vertex]) continue;
      is_expanded[edge.vertex] = true;
      const auto& [subnet, gateways] = vertices_[edge.vertex];
      if (!is_own[edge.vertex] && is_destination(subnet))
        paths.push_back({subnet, visit.first_gateway->address, visit.first_interface});
      for (const auto& gateway : gateways) {
        if (is_known[gateway.router.index]) continue;
        is_known[gateway.router.index] = true;
        queue.push_back({gateway.router, visit.first_gateway ? visit.first_gateway : &gateway,
                         visit.first_gateway ? visit.first_interface : edge.interface});
      }
    }
  }
  return paths;
}

std::vector<Subnet> RouterGraph::subnets_of(NodeId router) const {
  std::vector<Subnet> subnets;
  for (const auto& edge : edges_[router.index])
    if (const auto& subnet = vertices_[edge.vertex].subnet; is_destination(subnet))
      subnets.push_back(subnet);
  return subnets;
}

}  // namespace netrig
