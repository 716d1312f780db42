#include "network/virtual_interfaces.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"
#include "network/neighbour_timing.hpp"
#include "network/tun.hpp"

namespace netrig {
namespace {

// An interface of a plan, whatever it is.
struct Found {
  int index = 0;
  const PlannedInterface* end_of_link = nullptr;
  const PlannedVirtualInterface* virtual_one = nullptr;
};

Found find(const PlannedNode& node, const InterfaceName& name) {
  for (const auto& each : node.interfaces)
    if (each.name == name) return {.index = each.index, .end_of_link = &each};
  for (const auto& each : node.virtual_interfaces)
    if (each.described.name == name) return {.index = each.index, .virtual_one = &each};
  if (node.bridge == name) return {.index = first_interface_index};
  return {.index = netlink::loopback.index};
}

netlink::IndexOf index_in(const PlannedNode& node) {
  return [&node](const InterfaceName& name) { return find(node, name).index; };
}

netlink::Device device_of(const PlannedVirtualInterface& interface) {
  return {interface.index, interface.described.name.str()};
}

const InterfaceName* parent_of(const InterfaceKind& kind) {
  if (const auto* macvlan = std::get_if<Macvlan>(&kind)) return &macvlan->parent;
  if (const auto* ipvlan = std::get_if<Ipvlan>(&kind)) return &ipvlan->parent;
  if (const auto* vlan = std::get_if<Vlan>(&kind)) return &vlan->parent;
  return nullptr;
}

// Whether the driver sees something at the other side from the start.
bool is_carried(const Plan& plan, const PlannedNode& node, const InterfaceName& name) {
  const auto [index, end_of_link, virtual_one] = find(node, name);
  if (!is_up_from_start(plan, node, name)) return false;
  if (!virtual_one) return true;
  const auto& kind = virtual_one->described.kind;
  if (const auto* parent = parent_of(kind)) return is_carried(plan, node, *parent);
  if (!std::holds_alternative<Bridge>(kind))
    return !std::holds_alternative<Tun>(kind) && !std::holds_alternative<Tap>(kind);
  const auto is_carried_port = [&](const InterfaceName& port, const auto& bridge) {
    return bridge == name && is_carried(plan, node, port);
  };
  return std::ranges::any_of(
             node.interfaces,
             [&](const auto& each) { return is_carried_port(each.name, each.bridge); }) ||
         std::ranges::any_of(node.virtual_interfaces, [&](const auto& each) {
           return is_carried_port(each.described.name, each.bridge);
         });
}

void put_into(netlink::Batch& batch, const std::vector<InterfaceName>& members, int index,
              const InterfaceName& master, const netlink::IndexOf& index_of) {
  for (const auto& member : members)
    netlink::set_master(batch, {index_of(member), member.str()}, index, master.str());
}

}  // namespace

void make_interface(Namespace& where, int index, const VirtualInterface& interface,
                    const netlink::IndexOf& index_of) {
  const netlink::Device device{index, interface.name.str()};
  netlink::Batch batch(where.name());
  if (const bool is_tap = std::holds_alternative<Tap>(interface.kind);
      is_tap || std::holds_alternative<Tun>(interface.kind)) {
    make_tun(where, device, is_tap);
    if (interface.mtu) netlink::change_link(batch, device, {.mtu = interface.mtu});
    if (interface.mac) netlink::set_mac(batch, device, *interface.mac);
  } else {
    netlink::add_interface(batch, index, interface, index_of);
  }
  if (const auto* bridge = std::get_if<Bridge>(&interface.kind))
    put_into(batch, bridge->ports, index, interface.name, index_of);
  if (const auto* vrf = std::get_if<Vrf>(&interface.kind))
    put_into(batch, vrf->members, index, interface.name, index_of);
  if (interface.master)
    put_into(batch, {interface.name}, index_of(*interface.master), *interface.master,
             [index](const InterfaceName&) { return index; });
  where.route_socket().execute(batch);
}

void configure_interface(Namespace& where, const netlink::Device& device,
                         const VirtualInterface& interface, bool up,
                         const netlink::IndexOf& index_of) {
  const auto info = netlink::interface(where.route_socket(), where.name(), device.index);
  netlink::Batch batch(where.name());
  netlink::set_port(batch, device, interface.port, PortOptions(), index_of);
  if (info) hasten_neighbours(batch, device, info->mtu);
  for (const auto& address : interface.addresses) netlink::add_address(batch, device, address);
  if (up) netlink::change_link(batch, device, {.up = true});
  where.route_socket().execute(batch);
}

void make_virtual_interfaces(NetworkState& state, NodeId id) {
  const auto& node = state.plan.node(id);
  for (const auto& each : node.virtual_interfaces)
    make_interface(state.at(id), each.index, each.described, index_in(node));
}

void configure_virtual_interfaces(NetworkState& state, NodeId id) {
  const auto& node = state.plan.node(id);
  for (const auto& each : node.virtual_interfaces) {
    const bool up = is_up_from_start(state.plan, node, each.described.name);
    configure_interface(state.at(id), device_of(each), each.described, up, index_in(node));
    if (up || !each.described.up) continue;
    // A VLAN, which comes up with its parent.
    const auto parent = find(node, *parent_of(each.described.kind)).index;
    const std::lock_guard lock(state.flapping);
    state.lost[{id, parent}].vlans.push_back(device_of(each));
  }
}

void configure_ports(NetworkState& state, NodeId id) {
  const auto& node = state.plan.node(id);
  netlink::Batch batch(node.name);
  for (const auto& each : node.interfaces)
    if (each.bridge)
      netlink::set_port(batch, {each.index, each.name.str()},
                        state.plan.links.at(each.link.index).options.port, PortOptions(),
                        index_in(node));
  state.at(id).route_socket().execute(batch);
}

bool is_up_from_start(const Plan& plan, const PlannedNode& node, const InterfaceName& name) {
  const auto [index, end_of_link, virtual_one] = find(node, name);
  if (end_of_link) return plan.links.at(end_of_link->link.index).options.up;
  if (!virtual_one) return true;
  const auto* vlan = std::get_if<Vlan>(&virtual_one->described.kind);
  return virtual_one->described.up && (!vlan || is_up_from_start(plan, node, vlan->parent));
}

CarriedDevices carried_devices(const Plan& plan, const PlannedNode& node) {
  CarriedDevices devices;
  for (const auto& each : node.virtual_interfaces)
    if (is_carried(plan, node, each.described.name))
      (reports_state(kind_name(each.described.kind)) ? devices.reporting : devices.silent)
          .push_back(device_of(each));
  return devices;
}

bool reports_state(const std::string& kernel_kind) {
  constexpr std::array reporting{"veth", "bridge", "macvlan", "ipvlan", "vlan", "tun", "tap"};
  return std::ranges::find(reporting, kernel_kind) != reporting.end();
}

}  // namespace netrig
