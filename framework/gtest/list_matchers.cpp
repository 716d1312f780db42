#include "netrig/gtest/list_matchers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netrig {
namespace {

bool have_same_hops(const std::vector<NextHop>& listed, const std::vector<NextHop>& wanted) {
  return std::ranges::equal(listed, wanted, [](const NextHop& has, const NextHop& wants) {
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

ListsMatcher<InterfaceInfo> HasInterface(std::string name) {
  auto what = fmt::format("the interface '{}'", name);
  return {std::move(what),
          [name = std::move(name)](const auto& each) { return each.name == name; }};
}

ListsMatcher<AddressInfo> HasAddress(const InterfaceAddress& address, std::string interface) {
  auto what = interface.empty() ? fmt::format("the address {}", address)
                                : fmt::format("the address {} on '{}'", address, interface);
  return {std::move(what), [address, interface = std::move(interface)](const auto& each) {
            return each.address == address && (interface.empty() || each.interface == interface);
          }};
}

ListsMatcher<Route> HasRoute(const Route& route) {
  return {fmt::format("the route {}", route), [route](const Route& each) {
            return each.destination == route.destination && each.type == route.type &&
                   each.table == route.table && (!route.via || each.via == route.via) &&
                   (route.interface.empty() || each.interface == route.interface) &&
                   (!route.metric || has_metric(each, *route.metric)) &&
                   (!route.preferred_source || each.preferred_source == route.preferred_source) &&
                   (route.next_hops.empty() || have_same_hops(each.next_hops, route.next_hops)) &&
                   (!route.nexthop_id || each.nexthop_id == route.nexthop_id) &&
                   (!route.onlink || each.onlink) && (!route.mtu || each.mtu == route.mtu);
          }};
}

ListsMatcher<Route> HasRouteTo(const Prefix& destination) {
  return {fmt::format("a route to {}", destination),
          [destination](const Route& each) { return each.destination == destination; }};
}

ListsMatcher<RoutingRule> HasRoutingRule(const RoutingRule& rule) {
  return {fmt::format("the rule '{}'", rule), [rule](RoutingRule each) {
            if (!rule.priority) each.priority.reset();
            return each == rule;
          }};
}

ListsMatcher<Neighbour> HasNeighbour(const IpAddress& address) {
  return {fmt::format("the neighbour {} with its link-layer address", address),
          [address](const Neighbour& each) { return each.address == address && each.mac; }};
}

ListsMatcher<Neighbour> HasNeighbour(const IpAddress& address, NeighbourState state) {
  return {fmt::format("the neighbour {} in state {}", address, state),
          [address, state](const Neighbour& each) {
            return each.address == address && each.state == state;
          }};
}

ListsMatcher<ListeningSocket> ListensOn(TransportPort port) {
  return {fmt::format("a socket on {}", port),
          [port](const ListeningSocket& each) { return each.local.port == port; }};
}

ListsMatcher<ListeningSocket> ListensOn(const Endpoint& endpoint) {
  return {fmt::format("a socket on {}", endpoint),
          [endpoint](const ListeningSocket& each) { return each.local == endpoint; }};
}

}  // namespace netrig
