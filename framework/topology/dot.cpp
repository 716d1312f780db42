// to_dot(Topology): a drawing for Graphviz, `dot -Tsvg`.
#include <fmt/format.h>

#include "netrig/topology/topology.hpp"
#include "topology/link_texts.hpp"

namespace netrig {
namespace {

// A quoted string of the DOT language, from lines.
std::string quoted(const std::vector<std::string>& lines) {
  std::string text = "\"";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != 0) text += "\\n";
    for (const char character : lines[i]) {
      if (character == '"' || character == '\\') text += '\\';
      text += character;
    }
  }
  return text + "\"";
}

std::string_view shape(NodeKind kind) {
  switch (kind) {
    case NodeKind::host: return "box";
    case NodeKind::router: return "ellipse";
    case NodeKind::bridge: return "hexagon";
  }
  return "plain";
}

std::string node_statement(const Topology::Node& node) {
  std::vector<std::string> label{node.name};
  for (const auto& address : node.switch_options.addresses)
    label.push_back(fmt::format("{} {}", node.switch_options.bridge, address));
  for (const auto& interface : node.interfaces) label.push_back(to_string(interface));
  return fmt::format("  {} [shape={}, label={}];\n", quoted({node.name}), shape(node.kind),
                     quoted(label));
}

std::string end_label(const EndText& end) {
  std::vector<std::string> lines;
  if (!end.interface.empty()) lines.push_back(end.interface);
  lines.insert(lines.end(), end.addresses.begin(), end.addresses.end());
  return quoted(lines);
}

std::string edge_statement(const Topology& topology, const Topology::Link& link,
                           const std::array<EndText, 2>& ends) {
  auto statement = fmt::format(
      "  {} -- {} [taillabel={}, headlabel={}", quoted({topology.node(link.ends[0].node).name}),
      quoted({topology.node(link.ends[1].node).name}), end_label(ends[0]), end_label(ends[1]));
  std::vector<std::string> label;
  if (link.options.mtu) label.push_back(fmt::format("mtu {}", *link.options.mtu));
  if (link.options.port != PortOptions()) label.push_back(to_string(link.options.port));
  if (!label.empty()) statement += fmt::format(", label={}", quoted(label));
  if (!link.options.up) statement += ", style=dashed";
  return statement + "];\n";
}

}  // namespace

std::string to_dot(const Topology& topology) {
  const auto texts = link_texts(topology);
  std::string text = "graph topology {\n";
  for (const auto& node : topology.nodes()) text += node_statement(node);
  for (std::size_t i = 0; i < topology.links().size(); ++i)
    text += edge_statement(topology, topology.links()[i], texts.links[i]);
  return text + "}\n";
}

}  // namespace netrig
