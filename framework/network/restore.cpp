#include "network/restore.hpp"

#include <algorithm>
#include <utility>

#include "netlink/queries.hpp"

namespace netrig {
namespace {

// The first of these interfaces that is down; 0 when none is.
int first_down(Namespace& where, const std::vector<int>& indexes) {
  const auto is_down = [&](int index) {
    const auto info = netlink::interface(where.route_socket(), where.name(), index);
    return !info || !info->is_up;
  };
  const auto down = std::ranges::find_if(indexes, is_down);
  return down == indexes.end() ? 0 : *down;
}

// Whether the kernel has taken it. It takes a nexthop object through an interface with a carrier
// only (rtm_to_nh_config() in net/ipv4/nexthop.c).
template <class Add>
bool is_taken(Add&& add) {
  try {
    add();
    return true;
  } catch (const Error& error) {
    if (error.code() != std::errc::network_down) throw;
    return false;
  }
}

}  // namespace

void note_loss(NetworkState& network, const LiveEnd& end, Loss loss) {
  auto& where = network.at(end.node);
  auto& socket = where.route_socket();
  const auto& [index, name] = end.device;
  auto nexthops = netlink::nexthops_through(socket, where.name(), name, index);
  if (loss == Loss::carrier && nexthops.objects.empty()) return;
  auto routes = netlink::routes_through(socket, where.name(), index, nexthops);
  if (loss == Loss::carrier)
    std::erase_if(routes, [](const netlink::SavedRoute& route) { return !route.by_nexthop; });

  auto& kept = network.lost[{end.node, index}];
  std::ranges::move(routes, std::back_inserter(kept.routes));
  if (!nexthops.objects.empty()) kept.nexthops = std::move(nexthops);
}

void restore(NetworkState& network, const LiveEnd& end) {
  auto& where = network.at(end.node);
  auto& kept = network.lost[{end.node, end.device.index}];
  const auto planned = std::exchange(kept.planned, {});
  for (const auto& each : planned) {
    if (const auto other = first_down(where, each.through); other != 0)
      network.lost[{end.node, other}].planned.push_back(each);
    else if (!kept.planned.empty() || !is_taken([&] { request_unless_there(where, each.add); }))
      kept.planned.push_back(each);  // with those behind it, which may need it
  }
  // A route or a nexthop object that somebody has put in the place of a lost one stays.
  const bool has_carrier = is_taken(
      [&] { netlink::restore_nexthops(where.route_socket(), where.name(), kept.nexthops); });
  if (has_carrier) kept.nexthops = {};
  const auto routes = std::exchange(kept.routes, {});
  for (const auto& route : routes) {
    if (!has_carrier && route.by_nexthop)
      kept.routes.push_back(route);
    else if (const auto other = first_down(where, route.through); other != 0)
      network.lost[{end.node, other}].routes.push_back(route);
    else
      request_unless_there(where,
                           [&](netlink::Batch& batch) { netlink::restore_route(batch, route); });
  }
}

}  // namespace netrig
