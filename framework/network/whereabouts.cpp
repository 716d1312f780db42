#include "network/whereabouts.hpp"

#include <algorithm>

#include "netlink/queries.hpp"

namespace netrig {

Whereabouts::Whereabouts(NetworkState& state, Care care)
    : state_(state), care_(care), addresses_(state.namespaces.size()) {
  const std::lock_guard lock(state.mutex);
  links_ = state.links;
}

const std::vector<AddressInfo>& Whereabouts::addresses_of(NodeId node) const {
  auto& known = addresses_[node.index];
  if (!known) known = state_.node(node).addresses();
  return *known;
}

bool Whereabouts::has(NodeId node, const std::string& interface, const IpAddress& address) const {
  return std::ranges::any_of(addresses_of(node), [&](const AddressInfo& each) {
    return each.interface == interface && each.address.address() == address;
  });
}

std::string Whereabouts::interface_with(NodeId node, const IpAddress& address) const {
  for (const auto& each : addresses_of(node))
    if (each.address.address() == address) return each.interface;
  return {};
}

std::optional<NodeId> Whereabouts::owner_of(const IpAddress& address,
                                            std::optional<NodeId> first) const {
  if (first && !interface_with(*first, address).empty()) return first;
  for (std::size_t i = 0; i < addresses_.size(); ++i)
    if (!interface_with({i}, address).empty()) return NodeId{i};
  return std::nullopt;
}

Whereabouts::Ends Whereabouts::ports_of(NodeId node) const {
  Ends ports;
  for (const auto& ends : links_)
    for (const auto& end : ends)
      if (end.node == node) ports.push_back(end);
  return ports;
}

Whereabouts::Ends Whereabouts::far_ends(NodeId node, const std::string& interface) const {
  for (const auto& ends : links_)
    for (const std::size_t near : {0U, 1U})
      if (ends[near].node == node && ends[near].device.name == interface) return {ends[1 - near]};
  // A frame that a switch itself sends through its bridge leaves through all ports.
  Ends all;
  if (is_switch(node))
    for (const auto& port : ports_of(node))
      for (const auto& end : far_ends(node, port.device.name)) all.push_back(end);
  return all;
}

Whereabouts::Ends Whereabouts::hearers(NodeId node, const std::string& interface) const {
  auto heard = far_ends(node, interface);
  for (std::size_t next = 0; next < heard.size(); ++next) {
    const auto [at, device] = heard[next];
    if (!is_switch(at)) continue;
    for (const auto& port : ports_of(at))
      if (port.device.name != device.name)
        for (const auto& end : far_ends(at, port.device.name)) heard.push_back(end);
  }
  return heard;
}

bool Whereabouts::is_enslaved(const LiveEnd& end) const {
  auto& where = state_.at(end.node);
  const auto info = netlink::interface(where.route_socket(), where.name(), end.device.index);
  return info && info->master;
}

std::string Whereabouts::fault_of(const Place& place) const {
  auto& where = state_.at(place.node);
  if (care_ == Care::glance && netlink::is_running(where.route_socket(), place.interface))
    return {};
  const auto info = netlink::interface(where.route_socket(), where.name(), place.interface);
  if (!info) return "is gone";
  if (!info->is_up) return "is down";
  return info->has_carrier ? "" : "has no carrier";
}

bool Whereabouts::shares_wire(const Place& place, const Ends& ends) const {
  auto& where = state_.at(place.node);
  const auto parent = netlink::wire_parent(where.route_socket(), where.name(), place.interface);
  return parent && std::ranges::any_of(ends, [&](const LiveEnd& end) {
           if (end.device.index != parent->index) return false;
           if (!parent->nsid) return end.node == place.node;
           return parent->nsid ==
                  netlink::nsid_of(where.route_socket(), where.name(), state_.at(end.node).fd());
         });
}

std::optional<Whereabouts::Place> Whereabouts::sharer_with(const Ends& ends,
                                                           const IpAddress& address) const {
  if (ends.empty()) return std::nullopt;
  for (std::size_t i = 0; i < addresses_.size(); ++i)
    for (const auto& each : addresses_of({i})) {
      const Place place{{i}, each.interface};
      if (each.address.address() == address && shares_wire(place, ends)) return place;
    }
  return std::nullopt;
}

std::optional<Whereabouts::Place> Whereabouts::next_place(NodeId node, const std::string& interface,
                                                          const IpAddress& next_hop) const {
  const auto heard = hearers(node, interface);
  for (const auto& [at, device] : heard)
    if (has(at, device.name, next_hop)) return Place{at, device.name};
  // Before its parent, which in IPv4 may answer for it as well.
  if (auto sharer = sharer_with(heard, next_hop)) return sharer;
  // IPv4 answers ARP on any interface for any address of the node (arp_ignore); a switch has its
  // addresses on its bridge.
  for (const auto& [at, device] : heard) {
    const auto owner = interface_with(at, next_hop);
    if (owner.empty()) continue;
    if (is_switch(at)) return Place{at, owner};
    if (next_hop.is_v4()) return Place{at, device.name};
  }
  // Links that netrig has not laid itself, or that end in a bridge within a node: whoever has the
  // address, if it is one node only.
  const bool ends_in_bridge = std::ranges::any_of(
      heard, [&](const LiveEnd& end) { return !is_switch(end.node) && is_enslaved(end); });
  if (!heard.empty() && !ends_in_bridge) return std::nullopt;
  std::optional<Place> only;
  for (std::size_t i = 0; i < addresses_.size(); ++i) {
    const auto owner = interface_with({i}, next_hop);
    if (owner.empty() || NodeId{i} == node) continue;
    if (only) return std::nullopt;
    only = Place{{i}, owner};
  }
  return only;
}

}  // namespace netrig
