#include "network/fib_cause.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <vector>

#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

bool is_in(const std::optional<PortRange>& range, std::uint16_t port) {
  return !range || (range->first <= port && port <= range->last);
}

// What comes in is nobody's (inet_rtm_getroute() in net/ipv4/route.c).
uid_t user_of(const FibQuestion& asked) {
  constexpr auto nobody = static_cast<uid_t>(-1);
  return asked.user.value_or(asked.incoming_interface.empty() ? ::getuid() : nobody);
}

bool is_among(const std::optional<UserRange>& users, uid_t user) {
  return !users || (users->first <= user && user <= users->last);
}

// What a rule says, `not` aside: fib_rule_match() in net/core/fib_rules.c, and what IPv4 and IPv6
// add to it.
bool holds(const RoutingRule& rule, const FibQuestion& asked) {
  const auto incoming = asked.incoming_interface.empty() ? "lo" : asked.incoming_interface;
  const auto in = [](const std::optional<Prefix>& prefix, const std::optional<IpAddress>& address) {
    return !prefix || prefix->length() == 0 || (address && prefix->contains(*address));
  };
  return in(rule.from, asked.source) && in(rule.to, asked.destination) &&
         (rule.incoming_interface.empty() || rule.incoming_interface == incoming) &&
         (rule.outgoing_interface.empty() || rule.outgoing_interface == asked.outgoing_interface) &&
         (!rule.mark || (rule.mark->value & rule.mark->mask) == (asked.mark & rule.mark->mask)) &&
         (rule.tos == 0 || rule.tos == asked.tos) && is_among(rule.users, user_of(asked)) &&
         (!rule.protocol || rule.protocol == asked.protocol) &&
         is_in(rule.source_ports, asked.source_port) &&
         is_in(rule.destination_ports, asked.destination_port);
}

// The rules that match, in the order in which the kernel comes to them; none from the first on that
// cannot be judged.
std::vector<RoutingRule> matching(std::vector<RoutingRule> rules, const FibQuestion& asked) {
  const auto family = asked.destination.is_v4() ? Family::ipv4 : Family::ipv6;
  std::erase_if(rules, [&](const auto& rule) { return rule.effective_family() != family; });
  std::vector<RoutingRule> found;
  std::uint32_t next = 0;
  for (const auto& rule : rules) {
    if (rule.priority < next) continue;
    const bool holds_so_far = holds(rule, asked);
    if (rule.has_more && (holds_so_far || rule.inverted)) break;
    if (holds_so_far == rule.inverted) continue;
    // A goto without a target is passed over.
    if (rule.action == RuleAction::goto_ &&
        std::ranges::count(rules, rule.target, &RoutingRule::priority) != 0)
      next = rule.target;
    if (rule.action != RuleAction::goto_ && rule.action != RuleAction::nop) found.push_back(rule);
  }
  return found;
}

// The route that table `table` has for the destination: the longest prefix, of these the lowest
// metric.
const Route* best_route(const std::vector<Route>& routes, std::uint32_t table,
                        const IpAddress& destination) {
  const Route* best = nullptr;
  const auto rank = [](const Route& route) {
    return std::tuple(-static_cast<int>(route.destination.length()), route.effective_metric());
  };
  for (const auto& route : routes)
    if (route.table == table && route.destination.is_v4() == destination.is_v4() &&
        route.destination.contains(destination) && (!best || rank(route) < rank(*best)))
      best = &route;
  return best;
}

// fib_props in net/ipv4/fib_semantics.c, ip6_rt_type_to_error() in net/ipv6/route.c
int error_of(RouteType type) {
  switch (type) {
    case RouteType::blackhole: return EINVAL;
    case RouteType::unreachable: return EHOSTUNREACH;
    case RouteType::prohibit: return EACCES;
    default: return 0;
  }
}

// fib4_rule_action() in net/ipv4/fib_rules.c, fib6_rule_action() in net/ipv6/fib6_rules.c
std::pair<RouteType, int> end_of(RuleAction action) {
  switch (action) {
    case RuleAction::blackhole: return {RouteType::blackhole, EINVAL};
    case RuleAction::unreachable: return {RouteType::unreachable, ENETUNREACH};
    case RuleAction::prohibit: return {RouteType::prohibit, EACCES};
    case RuleAction::lookup:
    case RuleAction::goto_:
    case RuleAction::nop: break;
  }
  return {RouteType::unicast, 0};
}

bool is_suppressed(const Route& route, const RoutingRule& rule) {
  return rule.suppress_prefix_length && route.destination.length() <= *rule.suppress_prefix_length;
}

}  // namespace

void find_cause(netlink::Socket& socket, const std::string& place, FibAnswer& answer) {
  const auto routes = netlink::routes(socket, place, all_tables);
  for (const auto& rule : matching(netlink::rules(socket, place), answer.question)) {
    if (rule.action != RuleAction::lookup) {
      const auto [type, error] = end_of(rule.action);
      if (answer.error != error_code_from(error)) return;
      answer.type = type;
      answer.rule = rule;
      return;
    }
    const auto* route = best_route(routes, rule.table, answer.question.destination);
    if (!route || route->type == RouteType::throw_ || is_suppressed(*route, rule)) continue;
    // A route by a blackhole object is listed by the object's id.
    const auto type = route->nexthop_id ? RouteType::blackhole : route->type;
    if (error_of(type) == 0 || answer.error != error_code_from(error_of(type))) return;
    answer.type = type;
    answer.route = *route;
    return;
  }
}

}  // namespace netrig
