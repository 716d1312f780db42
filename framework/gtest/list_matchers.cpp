#include "netrig/gtest/list_matchers.hpp"

#include <fmt/format.h>

namespace netrig {

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
  return {fmt::format("the route {}", route),
          [route](const Route& each) { return each.has_all_of(route); }};
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
