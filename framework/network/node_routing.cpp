// Routes, nexthop objects and routing rules of a running node.
#include <fmt/format.h>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netrig/network/node.hpp"
#include "topology/routing_checks.hpp"

namespace netrig {
namespace {

// The index of an interface, or 0 for "any" when the name is empty.
int index_of(const Node& node, const std::string& interface) {
  return interface.empty() ? 0 : node.interface(interface).index();
}

netlink::RouteIndexes indexes_of(const Node& node, const Route& route) {
  netlink::RouteIndexes indexes(index_of(node, route.interface));
  for (const auto& hop : route.next_hops)
    indexes.next_hops.push_back(index_of(node, hop.interface));
  return indexes;
}

template <class Add>
void request(const Node& node, Add&& add) {
  netlink::Batch batch(node.name());
  add(batch);
  node.network_namespace().route_socket().execute(batch);
}

}  // namespace

std::vector<Route> Node::routes(std::uint32_t table) const {
  return netlink::routes(network_namespace().route_socket(), name(), table);
}

std::vector<RoutingRule> Node::rules() const {
  return netlink::rules(network_namespace().route_socket(), name());
}

std::vector<NexthopObject> Node::nexthops() const {
  return netlink::nexthops(network_namespace().route_socket(), name());
}

void Node::add_route(const Route& route) const {
  check_next_hops(route, name());
  request(*this, [&](auto& batch) { netlink::add_route(batch, route, indexes_of(*this, route)); });
}

void Node::replace_route(const Route& route) const {
  check_next_hops(route, name());
  request(*this,
          [&](auto& batch) { netlink::replace_route(batch, route, indexes_of(*this, route)); });
}

void Node::remove_route(const Route& route) const {
  request(*this,
          [&](auto& batch) { netlink::remove_route(batch, route, indexes_of(*this, route)); });
}

void Node::add_nexthop(const NexthopObject& nexthop) const {
  check_nexthop(nexthop, name());
  request(*this, [&](auto& batch) {
    netlink::add_nexthop(batch, nexthop, index_of(*this, nexthop.interface));
  });
}

void Node::replace_nexthop(const NexthopObject& nexthop) const {
  check_nexthop(nexthop, name());
  request(*this, [&](auto& batch) {
    netlink::replace_nexthop(batch, nexthop, index_of(*this, nexthop.interface));
  });
}

void Node::remove_nexthop(std::uint32_t id) const {
  request(*this, [&](auto& batch) { netlink::remove_nexthop(batch, id); });
}

void Node::add_rule(const RoutingRule& rule) const {
  check_rule(rule, name());
  request(*this, [&](auto& batch) { netlink::add_rule(batch, rule); });
}

void Node::remove_rule(const RoutingRule& rule) const {
  request(*this, [&](auto& batch) { netlink::remove_rule(batch, rule); });
}

}  // namespace netrig
