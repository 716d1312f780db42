#include "topology/segments.hpp"

#include <fmt/format.h>

#include <numeric>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// Sets of switches that are joined (union-find).
class JoinedSwitches {
 public:
  explicit JoinedSwitches(std::size_t nodes) : parent_(nodes) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t representative(std::size_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
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

JoinedSwitches join_switches(const Topology& topology) {
  JoinedSwitches joined(topology.nodes().size());
  const auto is_switch = [&](const End& end) {
    return topology.nodes()[end.node.index].kind == NodeKind::bridge;
  };
  for (const auto& link : topology.links()) {
    const auto& [a, b] = link.ends;
    if (is_switch(a) && is_switch(b) && !joined.join(a.node.index, b.node.index))
      throw DescriptionError(fmt::format(
          "{} closes a loop of switches, in which frames would circle for ever: netrig's "
          "bridges run no spanning tree; leave it out or put a router between them",
          describe_link(topology, link)));
  }
  return joined;
}

std::string link_text(const std::string& a, const std::string& b) {
  return fmt::format("the link between '{}' and '{}'", a, b);
}

}  // namespace

SegmentNumbers number_segments(const Topology& topology) {
  constexpr auto none = static_cast<std::size_t>(-1);
  const auto& nodes = topology.nodes();
  auto joined = join_switches(topology);
  SegmentNumbers numbers;
  numbers.of_node.assign(nodes.size(), none);
  const auto of_switch = [&](std::size_t node) {
    auto& number = numbers.of_node[joined.representative(node)];
    if (number == none) number = numbers.count++;
    return number;
  };
  numbers.of_link.reserve(topology.links().size());
  for (const auto& link : topology.links()) {
    const auto a = link.ends[0].node.index, b = link.ends[1].node.index;
    numbers.of_link.push_back(nodes[a].kind == NodeKind::bridge   ? of_switch(a)
                              : nodes[b].kind == NodeKind::bridge ? of_switch(b)
                                                                  : numbers.count++);
  }
  for (std::size_t node = 0; node < nodes.size(); ++node)
    if (nodes[node].kind == NodeKind::bridge) numbers.of_node[node] = of_switch(node);
  return numbers;
}

std::vector<Segment> collect_segments(Plan& plan, std::size_t count) {
  std::vector<Segment> segments(count);
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    if (auto& node = plan.nodes[i]; node.bridge)
      segments[node.bridge_segment].bridges.push_back(
          {NodeId{i}, &*node.bridge, &node.bridge_addresses, std::nullopt});
  for (const auto& link : plan.links)
    for (const auto& end : link.ends) {
      auto& node = plan.nodes[end.node.index];
      if (node.kind == NodeKind::bridge) continue;
      auto& interface = node.interfaces[end.interface];
      auto& segment = segments[interface.segment];
      (node.kind == NodeKind::router ? segment.routers : segment.hosts)
          .push_back({end.node, &interface.name, &interface.addresses, interface.link});
    }
  return segments;
}

std::string describe_segment(const Plan& plan, std::size_t segment) {
  for (const auto& node : plan.nodes)
    if (node.bridge && node.bridge_segment == segment)
      return fmt::format("the segment of '{}'", node.name);
  for (const auto& link : plan.links)
    if (plan.interface(link.ends[0]).segment == segment)
      return link_text(plan.node(link.ends[0].node).name, plan.node(link.ends[1].node).name);
  return fmt::format("segment {}", segment);
}

std::string describe_link(const Topology& topology, const Topology::Link& link) {
  return link_text(topology.node(link.ends[0].node).name, topology.node(link.ends[1].node).name);
}

}  // namespace netrig
