#include "netrig/topology/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "netrig/core/error.hpp"
#include "topology/address_checks.hpp"
#include "topology/address_plan.hpp"
#include "topology/routing.hpp"
#include "topology/segments.hpp"
#include "topology/subnets.hpp"
#include "topology/sysctl_checks.hpp"
#include "topology/virtual_plan.hpp"

namespace netrig {
namespace {

// The names and indexes of one node's interfaces.
class Numbering {
 public:
  // `taken`: the names that the user gave on this node. Throws when one is there twice.
  Numbering(const Topology::Node& node, std::vector<std::string_view> taken)
      : taken_(std::move(taken)) {
    if (node.kind == NodeKind::bridge) {
      stem_ = "port";
      next_name_ = 1;
      next_index_ = first_interface_index + 1;
      taken_.push_back(node.switch_options.bridge.str());
    }
    std::sort(taken_.begin(), taken_.end());
    if (const auto twice = std::adjacent_find(taken_.begin(), taken_.end()); twice != taken_.end())
      throw DescriptionError(
          fmt::format("two interfaces of '{}' are called '{}'; the names of a "
                      "node's interfaces are unique",
                      node.name, *twice));
  }

  InterfaceName next_name() {
    for (;;) {
      auto name = fmt::format("{}{}", stem_, next_name_++);
      if (!std::binary_search(taken_.begin(), taken_.end(), std::string_view(name)))
        return {std::move(name)};
    }
  }
  // One that is not `other`.
  int next_index(int other = 0) {
    if (next_index_ == other) ++next_index_;
    return next_index_++;
  }

 private:
  std::vector<std::string_view> taken_;
  std::string_view stem_ = "eth";
  int next_name_ = 0;
  int next_index_ = first_interface_index;
};

std::vector<Numbering> start_numbering(const Topology& topology) {
  std::vector<std::vector<std::string_view>> given(topology.nodes().size());
  for (const auto& link : topology.links())
    for (const auto& end : link.ends)
      if (end.interface) given[end.node.index].push_back(end.interface->str());
  for (std::size_t i = 0; i < given.size(); ++i)
    for (const auto& interface : topology.nodes()[i].interfaces)
      given[i].push_back(interface.name.str());
  std::vector<Numbering> numbering;
  numbering.reserve(given.size());
  for (std::size_t i = 0; i < given.size(); ++i)
    numbering.emplace_back(topology.nodes()[i], std::move(given[i]));
  return numbering;
}

PlannedNode start_node(const Topology::Node& node) {
  PlannedNode planned{
      .name = node.name, .kind = node.kind, .loopback_up = node.options.loopback_up};
  if (node.kind == NodeKind::bridge) {
    planned.bridge = node.switch_options.bridge;
    planned.bridge_addresses = node.switch_options.addresses;
    planned.bridge_options = node.switch_options.options;
  }
  return planned;
}

// All nodes and links with names, indexes and the given addresses.
Plan start_plan(const Topology& topology) {
  Plan plan;
  auto numbering = start_numbering(topology);
  plan.nodes.reserve(topology.nodes().size());
  for (const auto& node : topology.nodes()) plan.nodes.push_back(start_node(node));
  plan.links.reserve(topology.links().size());
  for (std::size_t i = 0; i < topology.links().size(); ++i) {
    const auto& link = topology.links()[i];
    int first_index = 0;
    const auto attach = [&](const End& end) -> PlannedLink::End {
      auto& numbers = numbering[end.node.index];
      auto& node = plan.nodes[end.node.index];
      auto& interfaces = node.interfaces;
      const auto index = numbers.next_index(first_index);
      first_index = index;
      interfaces.push_back({.name = end.interface ? *end.interface : numbers.next_name(),
                            .index = index,
                            .addresses = end.addresses,
                            .link = LinkId{i},
                            .bridge = node.bridge});
      return {end.node, interfaces.size() - 1};
    };
    const auto a = attach(link.ends[0]);
    const auto b = attach(link.ends[1]);
    plan.links.push_back({{a, b}, link.options});
  }
  for (std::size_t i = 0; i < topology.nodes().size(); ++i)
    for (const auto& interface : topology.nodes()[i].interfaces)
      add_virtual_interface(interface, numbering[i].next_index(), plan.nodes[i]);
  return plan;
}

// Calls `f(addresses, segment)` for the bridge and each interface.
template <class F>
void for_each_place(const PlannedNode& node, F f) {
  if (node.bridge) f(node.bridge_addresses, node.bridge_segment);
  for (const auto& interface : node.interfaces) f(interface.addresses, interface.segment);
  for (const auto& interface : node.virtual_interfaces)
    f(interface.described.addresses, interface.segment);
}

// How well `from` reaches `address`, which is of `segment`: the lower the better.
int distance(const PlannedNode& from, const IpAddress& address, std::size_t segment) {
  enum { same_subnet, same_family, other_family, needs_an_interface, hidden };
  if (is_link_local(address)) return needs_an_interface;
  bool is_neighbour = false, is_hidden = false, has_family = false;
  for_each_place(from, [&](const auto& addresses, std::size_t own_segment) {
    for (const auto& own : addresses) {
      has_family |= own.is_v4() == address.is_v4();
      if (own.prefix().contains(address))
        (own_segment == segment ? is_neighbour : is_hidden) = true;
    }
  });
  if (is_neighbour) return same_subnet;
  if (is_hidden) return hidden;  // `from` would look for it on the wrong link
  return has_family ? same_family : other_family;
}

}  // namespace

std::vector<InterfaceAddress> PlannedNode::addresses() const {
  std::vector<InterfaceAddress> all;
  for_each_place(*this, [&](const auto& addresses, std::size_t) {
    all.insert(all.end(), addresses.begin(), addresses.end());
  });
  std::stable_partition(all.begin(), all.end(),
                        [](const auto& address) { return address.is_v4(); });
  return all;
}

IpAddress Plan::address_of(NodeId to, NodeId from, std::optional<Family> family) const {
  for (const auto id : {to, from})
    if (id.index >= nodes.size())
      throw DescriptionError(
          fmt::format("no node with id {}: the plan has {}", id.index, nodes.size()));
  const InterfaceAddress* best = nullptr;
  auto best_rank = std::pair(0, false);
  for_each_place(node(to), [&](const auto& addresses, std::size_t segment) {
    for (const auto& address : addresses) {
      if (family && (*family == Family::ipv4) != address.is_v4()) continue;
      const auto rank =
          std::pair(distance(node(from), address.address(), segment), !address.is_v4());
      if (best && rank >= best_rank) continue;
      best = &address;
      best_rank = rank;
    }
  });
  if (best) return best->address();
  const auto* lacking = !family ? "" : *family == Family::ipv4 ? "IPv4 " : "IPv6 ";
  throw DescriptionError(fmt::format("'{}' has no {}address{}", node(to).name, lacking,
                                     node(to).bridge ? ": a switch gets its own through "
                                                       "SwitchOptions::addresses"
                                                     : ""));
}

Plan plan(const Topology& topology) {
  auto plan = start_plan(topology);
  check_ports(plan);
  const auto segments = collect_segments(plan, number_segments(plan));
  plan_addresses(topology, segments, plan);
  check_addresses(plan, segments);
  plan_routes(topology, segments, plan);
  plan_sysctls(topology, plan);
  return plan;
}

}  // namespace netrig
