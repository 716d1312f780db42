// What others bring about in a node's routes, waited for.
#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>

#include "netlink/socket.hpp"
#include "netns/maker.hpp"
#include "netrig/network/node.hpp"

namespace netrig {
namespace {

// All that a look-up depends on; addresses come and go with routes of table local. IPv4 says
// nothing of the routes that it deletes with an interface or a nexthop object (fib_flush() in
// net/ipv4/fib_frontend.c): only these are announced, some before their routes are gone. But it
// holds the lock of rtnetlink until they are, and who asks for routes here asks for the interfaces
// first, which needs that lock.
constexpr std::array groups{RTNLGRP_LINK,      RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
                            RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE,  RTNLGRP_NEXTHOP};

// Returns what `look()` says as soon as `holds` is true of it. `awaited` makes the sentence of a
// DeadlineError from what it said last.
template <class Look, class Holds, class Awaited>
auto wait_until(const Node& node, Deadline deadline, Look&& look, Holds&& holds,
                Awaited&& awaited) {
  // Listen first, then look: no event can fall between. Whether one was lost does not matter.
  const auto events = open_route_socket(node.network_namespace());
  for (const auto group : groups) events->join(group);
  for (auto now = look();; now = look()) {
    if (holds(now)) return now;
    events->receive_events(deadline, awaited(now), [](const nlmsghdr&) {});
  }
}

std::string list(const Node& node, const std::vector<Route>& routes, std::uint32_t table) {
  const auto tables =
      table == all_tables ? std::string("tables have") : "table " + table_name(table) + " has";
  const auto text = fmt::format("'{}', whose {} ", node.name(), tables);
  if (routes.empty()) return text + "none";
  return fmt::format("{}these:\n  {}", text, fmt::join(routes, "\n  "));
}

}  // namespace

std::vector<Route> Node::wait_for_routes(
    const std::function<bool(const std::vector<Route>&)>& holds, Deadline deadline,
    std::uint32_t table) const {
  return wait_until(
      *this, deadline, [&] { return routes(table); }, holds,
      [&](const auto& now) { return "other routes in " + list(*this, now, table); });
}

Route Node::wait_for_route(const Route& wanted, Deadline deadline) const {
  const auto is_wanted = [&](const Route& each) { return each.has_all_of(wanted); };
  const auto all = wait_until(
      *this, deadline, [&] { return routes(wanted.table); },
      [&](const auto& now) { return std::ranges::any_of(now, is_wanted); },
      [&](const auto& now) {
        return fmt::format("the route {} in {}", wanted, list(*this, now, wanted.table));
      });
  return *std::ranges::find_if(all, is_wanted);
}

FibAnswer Node::wait_until_routed(const FibQuestion& question,
                                  const std::function<bool(const FibAnswer&)>& holds,
                                  Deadline deadline) const {
  return wait_until(
      *this, deadline, [&] { return look_up(question); }, holds,
      [&](const auto& now) { return fmt::format("another way from '{}' than {}", name(), now); });
}

}  // namespace netrig
