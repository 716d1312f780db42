#include "netrig/topology/topology.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"
#include "topology/description_checks.hpp"
#include "topology/file_checks.hpp"
#include "topology/routing_checks.hpp"
#include "topology/sysctl_checks.hpp"
#include "topology/virtual_checks.hpp"

namespace netrig {
namespace {

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// The names in quotes; of a large topology the first few.
std::string listed(const std::vector<Topology::Node>& nodes) {
  constexpr std::size_t most = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(nodes.size(), most); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", nodes[i].name);
  if (nodes.size() > most) text += fmt::format(" and {} more", nodes.size() - most);
  return text;
}

}  // namespace

std::string to_string(NodeKind kind) {
  switch (kind) {
    case NodeKind::host: return "host";
    case NodeKind::router: return "router";
    case NodeKind::bridge: return "switch";
  }
  return fmt::format("kind {}", static_cast<int>(kind));
}

NodeId Topology::add(Node node) {
  check_node_name(node.name);
  const auto has_its_name = [&](const Node& other) { return other.name == node.name; };
  if (std::any_of(nodes_.begin(), nodes_.end(), has_its_name))
    throw DescriptionError(fmt::format("a node '{}' exists already; names are unique", node.name));
  nodes_.push_back(std::move(node));
  return {nodes_.size() - 1};
}

NodeId Topology::add_host(std::string name, NodeOptions options) {
  return add({.name = std::move(name), .kind = NodeKind::host, .options = options});
}

NodeId Topology::add_router(std::string name, NodeOptions options) {
  return add({.name = std::move(name), .kind = NodeKind::router, .options = options});
}

NodeId Topology::add_switch(std::string name, SwitchOptions options) {
  check_interface_name(options.bridge, name);
  check_bridge_options(options.options, name);
  for (const auto& address : options.addresses) check_interface_address(address, name);
  return add(
      {.name = std::move(name), .kind = NodeKind::bridge, .switch_options = std::move(options)});
}

LinkId Topology::connect(End a, End b, Prefixes planned, LinkOptions options) {
  check_end(a, node(a.node));
  check_end(b, node(b.node));
  const auto& name_a = node(a.node).name;
  if (a.node == b.node)
    throw DescriptionError(
        fmt::format("cannot connect '{}' to itself: a link needs two nodes", name_a));
  const auto what = fmt::format("the link between '{}' and '{}'", name_a, node(b.node).name);
  check_planned(planned, what);
  check_mtu(options, what);
  links_.push_back({{std::move(a), std::move(b)}, std::move(planned), std::move(options)});
  return {links_.size() - 1};
}

void Topology::add_interface(NodeId id, VirtualInterface interface) {
  check_virtual_interface(interface, node(id).name);
  nodes_[id.index].interfaces.push_back(std::move(interface));
}

void Topology::add_route(NodeId id, Route route) {
  check_route(route, node(id));
  nodes_[id.index].routes.push_back(std::move(route));
}

void Topology::set_sysctl(NodeId id, std::string name, std::string value) {
  set_sysctls(id, {{.name = std::move(name), .value = std::move(value)}});
}

void Topology::set_sysctls(NodeId id, const std::vector<SysctlSetting>& settings) {
  check_sysctls(settings, node(id).name);
  auto& all = nodes_[id.index].sysctls;
  all.insert(all.end(), settings.begin(), settings.end());
}

void Topology::add_nexthop(NodeId id, NexthopObject nexthop) {
  check_nexthop(nexthop, node(id));
  nodes_[id.index].nexthops.push_back(std::move(nexthop));
}

void Topology::add_rule(NodeId id, RoutingRule rule) {
  check_rule(rule, node(id));
  nodes_[id.index].rules.push_back(std::move(rule));
}

void Topology::set_file(NodeId id, const std::filesystem::path& path, std::string text) {
  auto checked = checked_path(path, node(id).name);
  nodes_[id.index].files.insert_or_assign(std::move(checked), std::move(text));
}

void Topology::set_nameservers(NodeId id, const std::vector<IpAddress>& nameservers) {
  set_file(id, "/etc/resolv.conf", resolv_conf(nameservers, node(id).name));
}

void Topology::configure(NodeId id, Configuration configuration) {
  node(id);  // refuses an id that is none of ours
  nodes_[id.index].configurations.push_back(std::move(configuration));
}

const Topology::Node& Topology::node(NodeId id) const {
  if (id.index < nodes_.size()) return nodes_[id.index];
  throw DescriptionError(fmt::format("no node with id {}: the topology has {}", id.index,
                                     counted(nodes_.size(), "node")));
}

const Topology::Link& Topology::link(LinkId id) const {
  if (id.index < links_.size()) return links_[id.index];
  throw DescriptionError(fmt::format("no link with id {}: the topology has {}", id.index,
                                     counted(links_.size(), "link")));
}

NodeId Topology::find(std::string_view name) const {
  const auto has_that_name = [&](const Node& node) { return node.name == name; };
  const auto found = std::find_if(nodes_.begin(), nodes_.end(), has_that_name);
  if (found != nodes_.end()) return {static_cast<std::size_t>(found - nodes_.begin())};
  throw DescriptionError(nodes_.empty()
                             ? fmt::format("no node '{}': the topology has no nodes", name)
                             : fmt::format("no node '{}': the nodes are {}", name, listed(nodes_)));
}

}  // namespace netrig
