#include "topology/segments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr auto none = static_cast<std::size_t>(-1);

// Sets of bridges that are joined (union-find).
class JoinedBridges {
 public:
  explicit JoinedBridges(std::size_t bridges) : parent_(bridges) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t representative(std::size_t bridge) {
    while (parent_[bridge] != bridge) bridge = parent_[bridge] = parent_[parent_[bridge]];
    return bridge;
  }
  /// False when they were joined already.
  bool join(std::size_t a, std::size_t b) {
    a = representative(a);
    b = representative(b);
    parent_[b] = a;
    return a != b;
  }

 private:
  std::vector<std::size_t> parent_;
};

// Gives out the numbers.
class Numbering {
 public:
  explicit Numbering(Plan& plan) : plan_(plan), joined_(number_bridges()) {
    for (const auto& link : plan_.links) join(link);
    of_set_.assign(bridges_.size(), none);
  }

  std::size_t count() const { return count_; }
  void number(const PlannedLink& link) {
    const auto a = bridge_at(link.ends[0]), b = bridge_at(link.ends[1]);
    const auto segment = a != none ? of_bridge(a) : b != none ? of_bridge(b) : count_++;
    for (const auto& [node, interface] : link.ends)
      plan_.nodes[node.index].interfaces[interface].segment = segment;
  }
  void number_switch(std::size_t node) {
    auto& planned = plan_.nodes[node];
    if (planned.bridge) planned.bridge_segment = of_bridge(bridges_.at({node, *planned.bridge}));
  }
  // In the order given: what it stands on has its number already.
  void number(std::size_t node, PlannedVirtualInterface& interface) {
    const auto& kind = interface.described.kind;
    const auto parent = [&](const InterfaceName& name) { return segment_of(node, name); };
    if (std::holds_alternative<Bridge>(kind))
      interface.segment = of_bridge(bridges_.at({node, interface.described.name}));
    else if (interface.bridge)
      interface.segment = of_bridge(bridges_.at({node, *interface.bridge}));
    else if (const auto* macvlan = std::get_if<Macvlan>(&kind))
      interface.segment = parent(macvlan->parent);
    else if (const auto* ipvlan = std::get_if<Ipvlan>(&kind))
      interface.segment = parent(ipvlan->parent);
    else if (const auto* vlan = std::get_if<Vlan>(&kind))
      interface.segment = of_vlan(parent(vlan->parent), *vlan);
    else
      interface.segment = count_++;
  }

 private:
  JoinedBridges number_bridges() {
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
      if (plan_.nodes[i].bridge)
        bridges_.emplace(std::pair(i, *plan_.nodes[i].bridge), bridges_.size());
      for (const auto& each : plan_.nodes[i].virtual_interfaces)
        if (std::holds_alternative<Bridge>(each.described.kind))
          bridges_.emplace(std::pair(i, each.described.name), bridges_.size());
    }
    return JoinedBridges(bridges_.size());
  }
  void join(const PlannedLink& link) {
    const auto a = bridge_at(link.ends[0]), b = bridge_at(link.ends[1]);
    if (a != none && b != none && !joined_.join(a, b))
      throw DescriptionError(fmt::format(
          "{} closes a loop of switches, in which frames would circle for ever: netrig's "
          "bridges run no spanning tree; leave it out or put a router between them",
          describe_link(plan_, link)));
  }
  std::size_t bridge_at(const PlannedLink::End& end) const {
    const auto& bridge = plan_.interface(end).bridge;
    return bridge ? bridges_.at({end.node.index, *bridge}) : none;
  }
  std::size_t of_bridge(std::size_t bridge) {
    auto& number = of_set_[joined_.representative(bridge)];
    if (number == none) number = count_++;
    return number;
  }
  // Those who tag alike on one wire hear each other.
  std::size_t of_vlan(std::size_t wire, const Vlan& vlan) {
    const auto [found, is_new] = of_vlan_.try_emplace({wire, vlan.protocol, vlan.id}, count_);
    if (is_new) ++count_;
    return found->second;
  }
  std::size_t segment_of(std::size_t node, const InterfaceName& name) const {
    const auto& planned = plan_.nodes[node];
    if (planned.bridge == name) return planned.bridge_segment;
    const auto link = std::ranges::find(planned.interfaces, name, &PlannedInterface::name);
    if (link != planned.interfaces.end()) return link->segment;
    const auto has_its_name = [&](const auto& each) { return each.described.name == name; };
    return std::ranges::find_if(planned.virtual_interfaces, has_its_name)->segment;
  }

  Plan& plan_;
  std::map<std::pair<std::size_t, InterfaceName>, std::size_t> bridges_;
  JoinedBridges joined_;
  std::vector<std::size_t> of_set_;
  std::map<std::tuple<std::size_t, VlanProtocol, std::uint16_t>, std::size_t> of_vlan_;
  std::size_t count_ = 0;
};

std::string link_text(const std::string& a, const std::string& b) {
  return fmt::format("the link between '{}' and '{}'", a, b);
}

}  // namespace

std::size_t number_segments(Plan& plan) {
  Numbering numbering(plan);
  for (const auto& link : plan.links) numbering.number(link);
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) numbering.number_switch(i);
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    for (auto& interface : plan.nodes[i].virtual_interfaces) numbering.number(i, interface);
  return numbering.count();
}

std::vector<Segment> collect_segments(Plan& plan, std::size_t count) {
  std::vector<Segment> segments(count);
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    if (auto& node = plan.nodes[i]; node.bridge)
      segments[node.bridge_segment].bridges.push_back(
          {NodeId{i}, &*node.bridge, &node.bridge_addresses, std::nullopt});
  const auto attachments = [&](const PlannedNode& node, std::size_t segment) -> auto& {
    auto& of_segment = segments[segment];
    return node.kind == NodeKind::router ? of_segment.routers
           : node.kind == NodeKind::host ? of_segment.hosts
                                         : of_segment.bridges;
  };
  for (const auto& link : plan.links)
    for (const auto& end : link.ends) {
      auto& node = plan.nodes[end.node.index];
      auto& interface = node.interfaces[end.interface];
      if (interface.bridge) continue;
      attachments(node, interface.segment)
          .push_back({end.node, &interface.name, &interface.addresses, interface.link});
    }
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    for (auto& interface : plan.nodes[i].virtual_interfaces)
      if (!interface.bridge)
        attachments(plan.nodes[i], interface.segment)
            .push_back({NodeId{i}, &interface.described.name, &interface.described.addresses,
                        std::nullopt});
  return segments;
}

std::string describe_segment(const Plan& plan, std::size_t segment) {
  for (const auto& node : plan.nodes)
    if (node.bridge && node.bridge_segment == segment)
      return fmt::format("the segment of '{}'", node.name);
  for (const auto& link : plan.links)
    if (plan.interface(link.ends[0]).segment == segment) return describe_link(plan, link);
  for (const auto& node : plan.nodes)
    for (const auto& interface : node.virtual_interfaces)
      if (interface.segment == segment)
        return fmt::format("the segment of '{}' in '{}'", interface.described.name, node.name);
  return fmt::format("segment {}", segment);
}

std::string describe_link(const Plan& plan, const PlannedLink& link) {
  return link_text(plan.node(link.ends[0].node).name, plan.node(link.ends[1].node).name);
}

}  // namespace netrig
