#include "topology/routing_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"
#include "topology/route_key.hpp"

namespace netrig {
namespace {

constexpr unsigned most_weight = 256;  // eight bits, of one less

// "cannot add VALUE to 'NODE'": what is wrong is added.
template <class Value>
auto refusal(std::string_view kind, const Value& value, std::string_view node) {
  return [=, &value](std::string_view reason) {
    throw DescriptionError(
        fmt::format("cannot add {} '{}' to '{}': {}", kind, value, node, reason));
  };
}

// Routes that end here: no next hop belongs to them.
bool discards(RouteType type) {
  return type == RouteType::blackhole || type == RouteType::unreachable ||
         type == RouteType::prohibit || type == RouteType::throw_;
}

bool has_zone(const std::optional<IpAddress>& via) {
  return via && via->is_v6() && via->to_v6().scope_id() != 0;
}

// IPv4 by way of an IPv6 gateway is meant where the interface is named: the kernel wants that too.
bool fits(const IpAddress& via, bool route_is_v4, const std::string& interface) {
  return via.is_v4() == route_is_v4 || (route_is_v4 && !interface.empty());
}

template <class Refuse>
void check_weight(unsigned weight, const Refuse& refuse) {
  if (weight < 1 || weight > most_weight)
    refuse(fmt::format("a weight of {}: 1 to {} are possible", weight, most_weight));
}

template <class Refuse>
void check_next_hop(const NextHop& hop, bool route_is_v4, const Refuse& refuse) {
  if (!hop.interface.empty()) InterfaceName{hop.interface};
  if (!hop.via && hop.interface.empty())
    refuse("one of its next hops has neither a gateway nor an interface");
  if (has_zone(hop.via))
    refuse("write the gateway without a scope, and give the next hop its interface");
  if (hop.via && !fits(*hop.via, route_is_v4, hop.interface))
    refuse(fmt::format("{} is not of the destination's family", *hop.via));
  if (hop.onlink && (!hop.via || hop.interface.empty()))
    refuse("onlink needs both the gateway and the interface");
  check_weight(hop.weight, refuse);
}

}  // namespace

void check_next_hops(const Route& route, std::string_view node) {
  const auto refuse = refusal("route", route, node);
  const int ways = (route.via || !route.interface.empty() ? 1 : 0) +
                   (route.next_hops.empty() ? 0 : 1) + (route.nexthop_id ? 1 : 0);
  if (ways > 1)
    refuse(
        "a route leads to a gateway or an interface, or to several next hops, or to a nexthop "
        "object: one of the three");
  if (discards(route.type) && ways != 0)
    refuse(route.via || !route.interface.empty()
               ? fmt::format("type {} takes neither a gateway nor an interface", route.type)
               : fmt::format("type {} takes no next hop", route.type));
  if (route.next_hops.size() == 1)
    refuse("a multipath route has two next hops or more; write one as via and interface");
  for (const auto& hop : route.next_hops) check_next_hop(hop, route.destination.is_v4(), refuse);
  if (route.nexthop_id == 0U) refuse("no nexthop object has the id 0");
  if (route.onlink && (!route.via || route.interface.empty()))
    refuse("onlink needs both the gateway and the interface");
}

void check_route(const Route& route, const Topology::Node& node) {
  const auto refuse = refusal("route", route, node.name);
  const bool is_v4 = route.destination.is_v4();
  if (!route.interface.empty()) InterfaceName{route.interface};
  if (has_zone(route.via))
    refuse("write the gateway without a scope, and give the route its interface");
  if (route.via && !fits(*route.via, is_v4, route.interface))
    refuse(route.is_default()
               ? fmt::format("its destination is {}; write Route::default_via(\"{}\")",
                             route.destination, *route.via)
               : fmt::format("{} is not of the destination's family", *route.via));
  if (route.preferred_source && route.preferred_source->is_v4() != is_v4)
    refuse(fmt::format("{} is not of the destination's family", *route.preferred_source));
  check_next_hops(route, node.name);
  const bool leads_somewhere =
      route.via || !route.interface.empty() || !route.next_hops.empty() || route.nexthop_id;
  if (route.type == RouteType::unicast && !leads_somewhere)
    refuse("it has neither a gateway nor an interface");
  const auto same = [&](const Route& other) { return have_same_key(route, other); };
  if (const auto other = std::ranges::find_if(node.routes, same); other != node.routes.end())
    refuse(fmt::format("it has '{}' already, of the same metric and table", *other));
}

void check_nexthop(const NexthopObject& nexthop, std::string_view node) {
  const auto refuse = refusal("nexthop", nexthop, node);
  const bool leads_on = nexthop.via || !nexthop.interface.empty();
  if (nexthop.id == 0) refuse("an id is 1 or more");
  if (!nexthop.interface.empty()) InterfaceName{nexthop.interface};
  if (has_zone(nexthop.via))
    refuse("write the gateway without a scope, and give the nexthop its interface");
  if (!nexthop.group.empty() && (leads_on || nexthop.blackhole))
    refuse("a group has neither a gateway nor an interface, nor does it discard: its members do");
  if (nexthop.fdb && nexthop.group.empty() &&
      (!nexthop.via || !nexthop.interface.empty() || nexthop.blackhole || nexthop.onlink))
    refuse("one of an FDB has a gateway and nothing else: the node's routes lead there");
  if (nexthop.blackhole && leads_on) refuse("a blackhole takes neither a gateway nor an interface");
  if (nexthop.group.empty() && !nexthop.blackhole && !leads_on)
    refuse("it has neither a gateway nor an interface");
  if (nexthop.resilient && nexthop.group.empty()) refuse("only a group is resilient");
  if (nexthop.onlink && (!nexthop.via || nexthop.interface.empty()))
    refuse("onlink needs both the gateway and the interface");
  if (nexthop.via && nexthop.family && *nexthop.family != nexthop.effective_family())
    refuse(fmt::format("{} is not of its family, {}", *nexthop.via, *nexthop.family));
  for (const auto& member : nexthop.group) check_weight(member.weight, refuse);
}

void check_nexthop(const NexthopObject& nexthop, const Topology::Node& node) {
  check_nexthop(nexthop, node.name);
  const auto refuse = refusal("nexthop", nexthop, node.name);
  const auto find = [&](std::uint32_t id) {
    return std::ranges::find(node.nexthops, id, &NexthopObject::id);
  };
  if (const auto other = find(nexthop.id); other != node.nexthops.end())
    refuse(fmt::format("it has '{}' already, of the same id", *other));
  for (const auto& member : nexthop.group)
    if (find(member.id) == node.nexthops.end())
      refuse(fmt::format("it has no nexthop {}; add a group behind its members", member.id));
}

void check_rule(const RoutingRule& rule, std::string_view node) {
  const auto refuse = refusal("rule", rule, node);
  for (const auto* interface : {&rule.incoming_interface, &rule.outgoing_interface})
    if (!interface->empty()) InterfaceName{*interface};
  if (rule.from && rule.to && rule.from->is_v4() != rule.to->is_v4())
    refuse(fmt::format("{} and {} are of two families", *rule.from, *rule.to));
  if (rule.family && *rule.family != rule.effective_family())
    refuse(fmt::format("{} is not of its family, {}", rule.from ? *rule.from : *rule.to,
                       *rule.family));
  for (const auto& ports : {rule.source_ports, rule.destination_ports})
    if (ports && (ports->first == 0 || ports->first > ports->last))
      refuse("ports go from 1 or more to as many or more");
  if (rule.suppress_prefix_length && rule.action != RuleAction::lookup)
    refuse("only a look-up can be suppressed");
  if (rule.users && rule.users->first > rule.users->last)
    refuse("users go from a lower id to a higher");
  if (rule.has_more) refuse("it was listed by a kernel that has more of it");
}

void check_rule(const RoutingRule& rule, const Topology::Node& node) {
  check_rule(rule, node.name);
  if (std::ranges::find(node.rules, rule) != node.rules.end())
    refusal("rule", rule, node.name)("it has that one already");
}

}  // namespace netrig
