// The interfaces of a running node that are no ends of links, and its bridges.
#include <fmt/format.h>

#include "netlink/bridge_queries.hpp"
#include "netlink/queries.hpp"
#include "netns/needed_features.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "network/move.hpp"
#include "network/ready.hpp"
#include "network/virtual_interfaces.hpp"
#include "topology/virtual_checks.hpp"

namespace netrig {
namespace {

netlink::IndexOf index_in(const Node& node) {
  return [node](const InterfaceName& name) { return node.interface(name.str()).index(); };
}

}  // namespace

Interface Node::add_interface(const VirtualInterface& described, Deadline deadline) const {
  check_virtual_interface(described, name());
  for (const auto& named : named_by(described)) interface(named.str());  // refuses one it lacks
  for (const auto feature : needed_by(described)) require(feature);
  auto& where = network_namespace();
  const netlink::Device device{free_index(where, 0), described.name.str()};
  make_interface(where, device.index, described, index_in(*this));
  configure_interface(where, device, described, described.up, index_in(*this));
  Interface made(*network_, id_, device.index, device.name);
  made.wait_while_carried(deadline);
  return made;
}

std::vector<FdbEntry> Node::fdb() const {
  return netlink::fdb(network_namespace().route_socket(), name());
}

void Node::add_fdb_entry(const FdbEntry& entry) const {
  const auto at = interface(entry.interface);
  netlink::Batch batch(name());
  netlink::add_fdb_entry(batch, {at.index(), at.name()}, entry);
  network_namespace().route_socket().execute(batch);
}

void Node::remove_fdb_entry(const FdbEntry& entry) const {
  const auto at = interface(entry.interface);
  netlink::Batch batch(name());
  netlink::remove_fdb_entry(batch, {at.index(), at.name()}, entry);
  network_namespace().route_socket().execute(batch);
}

void Interface::remove() const {
  auto& where = network_->at(node_);
  const std::lock_guard flapping(network_->flapping);
  {
    const std::lock_guard lock(network_->mutex);
    const auto& links = network_->links;
    for (std::size_t i = 0; i < network_->topology.links().size(); ++i)
      for (const auto& end : links[i])
        if (end.node == node_ && end.device.index == index_)
          throw DescriptionError(
              fmt::format("cannot remove '{}' of '{}': it is an end of a link, which can be taken "
                          "down",
                          name_, where.name()));
  }
  netlink::Batch batch(where.name());
  netlink::remove_interface(batch, {index_, name_});
  where.route_socket().execute(batch);
  network_->lost.erase({node_, index_});
  const std::lock_guard lock(network_->mutex);
  std::erase_if(network_->links, [&](const auto& ends) {
    const auto is_it = [&](const LiveEnd& end) {
      return end.node == node_ && end.device.index == index_;
    };
    return is_it(ends[0]) || is_it(ends[1]);
  });
}

PortInfo Interface::port() const {
  auto& where = network_->at(node_);
  if (auto found = netlink::port(where.route_socket(), where.name(), index_)) return *found;
  throw DescriptionError(fmt::format("'{}' of '{}' is no bridge's port", name_, where.name()));
}

void Interface::set_port(const PortOptions& options) const {
  auto& where = network_->at(node_);
  const auto now = port().options;
  const auto all = netlink::interfaces(where.route_socket(), where.name());
  netlink::Batch batch(where.name());
  netlink::set_port(batch, {index_, name_}, options, now, [&](const InterfaceName& name) {
    const auto found = std::ranges::find(all, name.str(), &InterfaceInfo::name);
    if (found != all.end()) return found->index;
    throw DescriptionError(fmt::format("cannot set '{}' of '{}': '{}' has no such interface",
                                       options, name_, where.name()));
  });
  where.route_socket().execute(batch);
}

void Interface::set_bridge(const BridgeOptions& options) const {
  check_bridge_options(options, network_->at(node_).name());
  auto& where = network_->at(node_);
  for (const auto feature : needed_by(options)) require(feature);
  const auto now = bridge();
  netlink::Batch batch(where.name());
  netlink::set_bridge(batch, {index_, name_}, options, now);
  where.route_socket().execute(batch);
}

BridgeOptions Interface::bridge() const {
  auto& where = network_->at(node_);
  if (const auto found = netlink::bridge_options(where.route_socket(), where.name(), index_))
    return *found;
  throw DescriptionError(fmt::format("'{}' of '{}' is no bridge", name_, where.name()));
}

void Interface::add_vlan(const PortVlan& vlan) const {
  auto& where = network_->at(node_);
  require(Feature::vlan_filtering);
  netlink::Batch batch(where.name());
  netlink::add_vlan(batch, {index_, name_}, vlan, info().kind == "bridge" && !info().master);
  where.route_socket().execute(batch);
}

void Interface::remove_vlan(std::uint16_t id) const {
  auto& where = network_->at(node_);
  netlink::Batch batch(where.name());
  netlink::remove_vlan(batch, {index_, name_}, id, info().kind == "bridge" && !info().master);
  where.route_socket().execute(batch);
}

void Interface::wait_while_carried(Deadline deadline) const {
  auto& where = network_->at(node_);
  const netlink::Device device{index_, name_};
  const auto now = info();
  if (!now.is_up || !now.has_carrier) return;
  if (reports_state(now.kind)) wait_until_operational(where, {device}, deadline);
  wait_until_addresses_are_usable(where, {device}, deadline);
}

}  // namespace netrig
