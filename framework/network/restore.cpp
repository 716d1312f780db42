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

// Whether the kernel has taken it, or has another one in its place, which stays. It takes a nexthop
// object through an interface with a carrier only (rtm_to_nh_config() in net/ipv4/nexthop.c).
template <class Add>
bool is_taken(Namespace& where, Add&& add) {
  try {
    request_unless_there(where, add);
    return true;
  } catch (const Error& error) {
    if (error.code() != std::errc::network_down) throw;
    return false;
  }
}

// The same of what was there before. That is passed over when the kernel takes it no longer: an
// address, a gateway or a nexthop object that it needs has gone meanwhile.
template <class Add>
bool is_taken_again(Namespace& where, Add&& add) {
  try {
    return is_taken(where, add);
  } catch (const Error& error) {
    for (const auto outdated : {std::errc::invalid_argument, std::errc::network_unreachable,
                                std::errc::host_unreachable, std::errc::no_such_device})
      if (error.code() == outdated) return true;
    throw;
  }
}

void restore_planned(NetworkState& network, const LiveEnd& end) {
  auto& where = network.at(end.node);
  auto& waiting = network.lost[{end.node, end.device.index}].planned;
  // With the first that needs a carrier those behind it wait, which may need it.
  for (bool has_carrier = true; has_carrier && !waiting.empty();) {
    const auto first = waiting.front();
    waiting.erase(waiting.begin());  // also when it is refused: once is enough
    const auto other = first_down(where, first.through);
    if (other != 0 && other != end.device.index)
      network.lost[{end.node, other}].planned.push_back(first);
    else if (has_carrier = is_taken(where, first.add); !has_carrier)
      waiting.insert(waiting.begin(), first);
  }
}

// Whether there was the carrier that they need.
bool restore_nexthops(Namespace& where, const netlink::SavedNexthops& lost) {
  for (const auto& object : lost.objects)
    if (!is_taken_again(where, [&](auto& batch) { netlink::restore_nexthop(batch, object); }))
      return false;
  if (lost.groups.empty()) return true;
  const auto present = netlink::nexthops(where.route_socket(), where.name());
  for (const auto& group : lost.groups)
    is_taken_again(where, [&](auto& batch) { netlink::restore_group(batch, group, present); });
  return true;
}

}  // namespace

void note_loss(NetworkState& network, const LiveEnd& end, Loss loss) {
  auto& where = network.at(end.node);
  auto& socket = where.route_socket();
  const auto index = end.device.index;
  auto nexthops = netlink::nexthops_through(socket, where.name(), index);
  if (loss == Loss::carrier && nexthops.objects.empty()) return;
  auto routes = netlink::routes_through(socket, where.name(), index, nexthops);
  if (loss == Loss::carrier)
    std::erase_if(routes, [](const netlink::SavedRoute& route) { return !route.by_nexthop; });

  auto& kept = network.lost[{end.node, index}];
  std::ranges::move(routes, std::back_inserter(kept.routes));
  if (!nexthops.objects.empty()) kept.nexthops = std::move(nexthops);
}

void restore(NetworkState& network, const LiveEnd& end) {
  restore_planned(network, end);
  auto& where = network.at(end.node);
  auto& lost = network.lost[{end.node, end.device.index}];
  const auto nexthops = std::exchange(lost.nexthops, {});
  const auto routes = std::exchange(lost.routes, {});
  const bool has_carrier = restore_nexthops(where, nexthops);
  if (!has_carrier) lost.nexthops = nexthops;
  for (const auto& route : routes) {
    if (!has_carrier && route.by_nexthop)
      lost.routes.push_back(route);
    else if (const auto other = first_down(where, route.through); other != 0)
      network.lost[{end.node, other}].routes.push_back(route);
    else
      is_taken_again(where, [&](auto& batch) { netlink::restore_route(batch, route); });
  }
}

}  // namespace netrig
