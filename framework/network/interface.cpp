#include "netrig/network/interface.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "network/neighbour_timing.hpp"
#include "network/ready.hpp"
#include "network/restore.hpp"
#include "network/state.hpp"
#include "network/virtual_interfaces.hpp"

namespace netrig {
namespace {

// The other end of the link that this interface is an end of, if it is one.
std::optional<LiveEnd> other_end(NetworkState& network, NodeId node, int index) {
  const std::lock_guard lock(network.mutex);
  const auto ends = network.find_link(node, index);
  return ends ? std::optional(*ends->far) : std::nullopt;
}

// The interfaces that stand on this one, in the same node.
std::vector<InterfaceInfo> children_of(Namespace& where, int index) {
  auto all = netlink::interfaces(where.route_socket(), where.name());
  std::erase_if(all, [index](const auto& each) { return each.parent_index != index; });
  return all;
}

// They have their carrier from it, a moment later.
void wait_for_children(Namespace& where, int index, Deadline deadline) {
  std::vector<netlink::Device> devices;
  for (const auto& child : children_of(where, index))
    if (child.is_up && reports_state(child.kind)) devices.push_back({child.index, child.name});
  wait_until_operational(where, devices, deadline);
  wait_until_addresses_are_usable(where, devices, deadline);
  for (const auto& device : devices) wait_for_children(where, device.index, deadline);
}

bool is_up(Namespace& where, const netlink::Device& device) {
  const auto info = netlink::interface(where.route_socket(), where.name(), device.index);
  return info && info->is_up;
}

// What was found of an interface.
template <class Found>
Found require(std::optional<Found> found, const std::string& name, const Namespace& where) {
  if (found) return *std::move(found);
  throw Error(std::make_error_code(std::errc::no_such_device),
              fmt::format("cannot ask for '{}' in '{}'", name, where.name()));
}

}  // namespace

InterfaceInfo Interface::info() const {
  auto& where = network_->at(node_);
  return require(netlink::interface(where.route_socket(), where.name(), index_), name_, where);
}

std::vector<AddressInfo> Interface::addresses() const {
  auto& where = network_->at(node_);
  auto all = netlink::addresses(where.route_socket(), where.name());
  std::erase_if(all, [this](const AddressInfo& each) { return each.interface_index != index_; });
  return all;
}

InterfaceStatistics Interface::statistics() const {
  auto& where = network_->at(node_);
  return require(netlink::interface_statistics(where.route_socket(), where.name(), index_), name_,
                 where);
}

InterfaceInfo Interface::wait_until(const std::function<bool(const InterfaceInfo&)>& holds,
                                    Deadline deadline) const {
  auto& where = network_->at(node_);
  // Listen first, then ask: no event can fall between.
  const auto events = open_route_socket(where);
  events->join(RTNLGRP_LINK);
  for (auto now = info();; now = info()) {
    if (holds(now)) return now;
    events->receive_events(
        deadline,
        fmt::format("another state of '{}' in '{}', which is {}", name_, where.name(), now),
        [](const nlmsghdr&) {});
  }
}

void Interface::down() const {
  const std::lock_guard lock(network_->flapping);
  take_down();
}

void Interface::up(Deadline deadline) const {
  const std::lock_guard lock(network_->flapping);
  bring_up(deadline);
}

void Interface::take_down() const {
  auto& where = network_->at(node_);
  std::vector<netlink::Device> vlans;
  // The kernel takes its VLANs down with it (vlan_device_event() in net/8021q/vlan.c).
  for (const auto& child : children_of(where, index_))
    if (child.kind == "vlan" && child.is_up) {
      Interface(*network_, node_, child.index, child.name).take_down();
      vlans.push_back({child.index, child.name});
    }
  std::vector<InterfaceAddress> link_local;
  const auto other = other_end(*network_, node_, index_);
  note_loss(*network_, {node_, {index_, name_}}, Loss::interface);
  if (other) note_loss(*network_, *other, Loss::carrier);
  // keep_addr_on_down does not keep them: addr_is_local() in net/ipv6/addrconf.c.
  for (const auto& each : addresses())
    if (each.address.address().is_v6() && each.is_link_local) link_local.push_back(each.address);
  request(where, [this](netlink::Batch& batch) {
    netlink::change_link(batch, {index_, name_}, {.up = false});
  });
  auto& lost = network_->lost[{node_, index_}];
  std::ranges::move(link_local, std::back_inserter(lost.link_local));
  std::ranges::move(vlans, std::back_inserter(lost.vlans));
  // The other end loses its carrier in a work queue, and with it the neighbours that it is asking
  // for: to ask for its state settles that (linkwatch_sync_dev(), Linux 6.9).
  if (other) is_up(network_->at(other->node), other->device);
}

void Interface::bring_up(Deadline deadline) const {
  auto& where = network_->at(node_);
  const netlink::Device device{index_, name_};
  const auto mtu = info().mtu;
  request(where, [&](netlink::Batch& batch) {
    netlink::change_link(batch, device, {.up = true});
    hasten_neighbours(batch, device, mtu);
  });
  auto& lost = network_->lost[{node_, index_}];
  const auto link_local = std::exchange(lost.link_local, {});
  for (const auto& address : link_local)
    if (netlink::may_have_ipv6(mtu))
      request_unless_there(
          where, [&](netlink::Batch& batch) { netlink::add_address(batch, device, address); });
  // Without a carrier the kernel forgets, in a work queue, whom it is asking for; see down().
  is_up(where, device);
  const auto other = other_end(*network_, node_, index_);
  const bool passes = other && is_up(network_->at(other->node), other->device);
  if (passes) {
    auto& beyond = network_->at(other->node);
    wait_until_operational(where, {device}, deadline);
    wait_until_operational(beyond, {other->device}, deadline);
    wait_until_addresses_are_usable(where, {device}, deadline);
    wait_until_addresses_are_usable(beyond, {other->device}, deadline);
    wait_for_children(where, index_, deadline);
    wait_for_children(beyond, other->device.index, deadline);
  } else if (!other) {
    wait_while_carried(deadline);
  } else {
    // An interface that goes down while the kernel is at work on its addresses never has the routes
    // to them again: addrconf_dad_work() finds them forgotten (fixup_permanent_addr()).
    wait_until_addresses_are_usable(where, {device}, deadline);
  }
  restore(*network_, {node_, device});
  if (passes) restore(*network_, *other);
  for (const auto& vlan : std::exchange(lost.vlans, {}))
    Interface(*network_, node_, vlan.index, vlan.name).bring_up(deadline);
}

void Interface::set_mtu(std::uint32_t bytes) const {
  const netlink::Device device{index_, name_};
  request(network_->at(node_), [&](netlink::Batch& batch) {
    netlink::change_link(batch, device, {.mtu = bytes});
    hasten_neighbours(batch, device, bytes);
  });
}

void Interface::add_address(const InterfaceAddress& address) const {
  auto& where = network_->at(node_);
  const netlink::Device device{index_, name_};
  request(where, [&](netlink::Batch& batch) { netlink::add_address(batch, device, address); });
  // The state of `lo` is UNKNOWN.
  if (const auto now = info(); now.is_up && now.has_carrier)
    wait_until_addresses_are_usable(where, {device}, Deadline::in(kernel_patience));
}

void Interface::remove_address(const InterfaceAddress& address) const {
  request(network_->at(node_), [&](netlink::Batch& batch) {
    netlink::remove_address(batch, {index_, name_}, address);
  });
}

}  // namespace netrig
