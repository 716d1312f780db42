#include "netrig/network/link.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"
#include "network/move.hpp"
#include "network/state.hpp"

namespace netrig {
namespace {

bool is_switch(const NetworkState& network, NodeId node) {
  return network.plan.node(node).kind == NodeKind::bridge;
}

// Whether frames pass from one switch to the other, over links other than `without`. With the mutex
// held.
bool are_joined(const NetworkState& network, NodeId from, NodeId to, LinkId without) {
  std::vector<NodeId> reached{from};
  for (std::size_t next = 0; next < reached.size(); ++next)
    for (std::size_t i = 0; i < network.links.size(); ++i)
      for (const std::size_t near : {0U, 1U}) {
        const auto& [node, other] =
            std::pair(network.links[i][near].node, network.links[i][1 - near].node);
        if (i != without.index && node == reached[next] && is_switch(network, other) &&
            std::ranges::find(reached, other) == reached.end())
          reached.push_back(other);
      }
  return std::ranges::find(reached, to) != reached.end();
}

// The first of port1, port2, ... that the switch does not have.
std::string free_port_name(Namespace& where) {
  const auto taken = netlink::interfaces(where.route_socket(), where.name());
  for (int number = 1;; ++number) {
    auto name = fmt::format("port{}", number);
    if (std::ranges::find(taken, name, &InterfaceInfo::name) == taken.end()) return name;
  }
}

}  // namespace

std::array<Interface, 2> Link::ends() const {
  const std::lock_guard lock(network_->mutex);
  const auto& [a, b] = network_->links.at(id_.index);
  return {Interface(*network_, a.node, a.device.index, a.device.name),
          Interface(*network_, b.node, b.device.index, b.device.name)};
}

void Link::down() const {
  for (const auto& end : ends()) end.down();
}

void Link::up(Deadline deadline) const {
  for (const auto& end : ends()) end.up(deadline);
}

void Link::move_to(NodeId target, Deadline deadline) const {
  if (!is_switch(*network_, target))
    throw DescriptionError(
        fmt::format("'{}' is no switch: a link's end moves from one switch to another",
                    network_->topology.node(target).name));
  std::array<LiveEnd, 2> now;
  bool would_loop = false;
  {
    const std::lock_guard lock(network_->mutex);
    now = network_->links.at(id_.index);
    would_loop = is_switch(*network_, now[0].node) && is_switch(*network_, now[1].node) &&
                 are_joined(*network_, target, now[0].node, id_);
  }
  const std::size_t moving = is_switch(*network_, now[1].node) ? 1 : 0;
  if (!is_switch(*network_, now[moving].node))
    throw DescriptionError(
        fmt::format("no end of the link between '{}' and '{}' is a switch's port",
                    network_->at(now[0].node).name(), network_->at(now[1].node).name()));
  if (now[moving].node == target) return;
  if (would_loop)
    throw DescriptionError(fmt::format(
        "cannot move the link's end from '{}' to '{}': it would close a loop of switches, in which "
        "frames would circle for ever",
        network_->at(now[moving].node).name(), network_->at(target).name()));

  auto& to = network_->at(target);
  const auto port = move_interface(*network_, now[moving], target, free_port_name(to));
  netlink::Batch batch(to.name());
  netlink::change_link(batch, port, {.master = first_interface_index});
  to.route_socket().execute(batch);
  ends()[moving].up(deadline);
}

}  // namespace netrig
