#include "network/move.hpp"

#include <algorithm>

#include "netlink/queries.hpp"
#include "netrig/network/node.hpp"

namespace netrig {

int free_index(Namespace& node, int other_end) {
  int index = first_interface_index;
  for (const auto& each : netlink::interfaces(node.route_socket(), node.name()))
    index = std::max(index, each.index + 1);
  return index == other_end ? index + 1 : index;
}

netlink::Device move_interface(NetworkState& network, const LiveEnd& from, NodeId target,
                               const std::string& name) {
  const std::scoped_lock lock(network.flapping, network.mutex);
  const auto ends = network.find_link(from.node, from.device.index);
  netlink::Device as{free_index(network.at(target), ends ? ends->far->device.index : 0), name};

  auto& source = network.at(from.node);
  netlink::Batch batch(source.name());
  netlink::change_link(
      batch, from.device,
      {.move = netlink::LinkChange::Move{network.at(target).fd(), network.at(target).name(), as}});
  source.route_socket().execute(batch);
  network.lost.erase({from.node, from.device.index});
  if (ends) *ends->near = {target, as};
  return as;
}

Interface Interface::move_to(NodeId target) const {
  network_->topology.node(target);  // refuses an id that is none of ours
  if (target == node_) return *this;
  const auto now = move_interface(*network_, {node_, {index_, name_}}, target, name_);
  return {*network_, target, now.index, now.name};
}

std::array<Interface, 2> Node::add_veth(const InterfaceName& a, const InterfaceName& b) const {
  auto& where = network_namespace();
  const int index = free_index(where, 0);
  const std::array ends{LiveEnd{id_, {index, a.str()}}, LiveEnd{id_, {index + 1, b.str()}}};
  netlink::Batch batch(name());
  netlink::add_veth(batch, {.near = ends[0].device,
                            .far = ends[1].device,
                            .far_namespace = where.fd(),
                            .mtu = std::nullopt});
  where.route_socket().execute(batch);
  const std::lock_guard lock(network_->mutex);
  network_->links.push_back(ends);
  return {Interface(*network_, id_, index, a.str()), Interface(*network_, id_, index + 1, b.str())};
}

}  // namespace netrig
