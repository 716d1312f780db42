#include "topology/virtual_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"
#include "topology/segments.hpp"

namespace netrig {
namespace {

[[noreturn]] void refuse(const VirtualInterface& interface, const PlannedNode& node,
                         std::string_view reason) {
  throw DescriptionError(
      fmt::format("cannot add interface '{}' to '{}': {}", interface, node.name, reason));
}

// Calls `f` with each interface of the node that can stand in a bridge or VRF: its name, then where
// that is noted.
template <class F>
void for_each_member(PlannedNode& node, F f) {
  for (auto& each : node.interfaces) f(each.name, each.bridge, each.vrf);
  for (auto& each : node.virtual_interfaces) f(each.described.name, each.bridge, each.vrf);
}

std::vector<std::string> names_of(PlannedNode& node) {
  std::vector<std::string> names{"lo"};
  if (node.bridge) names.push_back(node.bridge->str());
  for_each_member(node,
                  [&](const InterfaceName& name, auto&, auto&) { names.push_back(name.str()); });
  return names;
}

void check_named(const VirtualInterface& interface, PlannedNode& node) {
  const auto names = names_of(node);
  for (const auto& name : named_by(interface))
    if (std::ranges::find(names, name.str()) == names.end())
      refuse(interface, node,
             fmt::format("it names '{}', and '{}' has '{}' before it", name, node.name,
                         fmt::join(names, "', '")));
}

void put_into(const VirtualInterface& holder, const InterfaceName& member, PlannedNode& node) {
  for_each_member(node, [&](const InterfaceName& name, auto& bridge, auto& vrf) {
    if (name != member) return;
    if (bridge || vrf)
      refuse(holder, node, fmt::format("'{}' is in '{}' already", member, bridge ? *bridge : *vrf));
    (std::holds_alternative<Bridge>(holder.kind) ? bridge : vrf) = holder.name;
  });
}

// The bridge or VRF that it is put into itself.
void enter_master(PlannedVirtualInterface& interface, const PlannedNode& node) {
  const auto& master = interface.described.master;
  if (!master) return;
  if (node.bridge == *master) {
    interface.bridge = *master;
    return;
  }
  for (const auto& [other, index, segment, bridge, vrf] : node.virtual_interfaces) {
    if (other.name != *master) continue;
    if (std::holds_alternative<Bridge>(other.kind)) interface.bridge = *master;
    if (std::holds_alternative<Vrf>(other.kind)) interface.vrf = *master;
  }
  if (!interface.bridge && !interface.vrf)
    refuse(interface.described, node, fmt::format("'{}' is neither a bridge nor a VRF", *master));
}

// A port as check_ports() looks at it.
struct Candidate {
  const PlannedNode& node;
  const InterfaceName& name;
  const std::optional<InterfaceName>& bridge;
  const std::vector<InterfaceAddress>& addresses;
  const PortOptions& options;
};

template <class F>
void for_each_candidate(const Plan& plan, F f) {
  for (const auto& node : plan.nodes) {
    for (const auto& each : node.interfaces)
      f(Candidate{node, each.name, each.bridge, each.addresses,
                  plan.links[each.link.index].options.port});
    for (const auto& each : node.virtual_interfaces)
      f(Candidate{node, each.described.name, each.bridge, each.described.addresses,
                  each.described.port});
  }
}

bool is_other_port(const InterfaceName& name, const Candidate& port) {
  const auto is_it = [&](const InterfaceName& other, const auto& bridge) {
    return other == name && bridge == port.bridge && name != port.name;
  };
  return std::ranges::any_of(port.node.interfaces,
                             [&](const auto& each) { return is_it(each.name, each.bridge); }) ||
         std::ranges::any_of(port.node.virtual_interfaces, [&](const auto& each) {
           return is_it(each.described.name, each.bridge);
         });
}

void check_port(const Candidate& port) {
  if (!port.addresses.empty())
    throw DescriptionError(fmt::format(
        "cannot give {} to '{}' of '{}': it is a port of bridge '{}', and ports have no "
        "addresses; give it to the bridge",
        port.addresses.front(), port.name, port.node.name, *port.bridge));
  if (const auto& backup = port.options.backup_port; backup && !is_other_port(*backup, port))
    throw DescriptionError(
        fmt::format("'{}' of '{}' cannot have the backup port '{}': that is no "
                    "other port of '{}'",
                    port.name, port.node.name, *backup, *port.bridge));
}

}  // namespace

void add_virtual_interface(const VirtualInterface& interface, int index, PlannedNode& node) {
  check_named(interface, node);
  PlannedVirtualInterface planned{.described = interface, .index = index};
  enter_master(planned, node);
  if (const auto* bridge = std::get_if<Bridge>(&interface.kind))
    for (const auto& port : bridge->ports) put_into(interface, port, node);
  if (const auto* vrf = std::get_if<Vrf>(&interface.kind))
    for (const auto& member : vrf->members) put_into(interface, member, node);
  node.virtual_interfaces.push_back(std::move(planned));
}

void check_ports(const Plan& plan) {
  for_each_candidate(plan, [](const Candidate& each) {
    if (each.bridge) check_port(each);
  });
  for (const auto& link : plan.links)
    if (link.options.port != PortOptions() && !plan.interface(link.ends[0]).bridge &&
        !plan.interface(link.ends[1]).bridge)
      throw DescriptionError(
          fmt::format("{} has options of a port, and neither end is a bridge's port",
                      describe_link(plan, link)));
  for (const auto& node : plan.nodes)
    for (const auto& each : node.virtual_interfaces)
      if (each.described.port != PortOptions() && !each.bridge)
        refuse(each.described, node, "it has options of a port, and is no bridge's port");
}

}  // namespace netrig
