// to_string(Topology):
//
//   host client
//   router firewall (10.9.0.0/16 via 10.0.2.2)
//   client eth0 10.0.1.2/24 -- firewall eth0 10.0.1.1/24
#include <fmt/format.h>

#include "netrig/topology/topology.hpp"
#include "topology/beginning.hpp"
#include "topology/link_texts.hpp"

namespace netrig {
namespace {

// What distinguishes a node from one that was only named.
std::vector<std::string> details(const Topology::Node& node) {
  std::vector<std::string> texts;
  if (node.kind == NodeKind::bridge) {
    texts.push_back(node.switch_options.bridge.str());
    for (const auto& address : node.switch_options.addresses) texts.push_back(to_string(address));
    if (node.switch_options.options != BridgeOptions())
      texts.push_back(to_string(node.switch_options.options));
  }
  if (!node.options.loopback_up) texts.emplace_back("lo down");
  if (node.options.routing == Routing::given) texts.emplace_back("routes given");
  for (const auto& interface : node.interfaces) texts.push_back(to_string(interface));
  for (const auto& nexthop : node.nexthops) texts.push_back("nexthop " + to_string(nexthop));
  for (const auto& route : node.routes) texts.push_back(to_string(route));
  for (const auto& setting : node.sysctls) texts.push_back(to_string(setting));
  for (const auto& rule : node.rules) texts.push_back("rule " + to_string(rule));
  for (const auto& [path, text] : node.files)
    texts.push_back(fmt::format("{} '{}'", path, beginning_of(text)));
  for (const auto& configuration : node.configurations) texts.push_back(to_string(configuration));
  return texts;
}

std::string node_line(const Topology::Node& node) {
  auto line = fmt::format("{} {}", node.kind, node.name);
  if (const auto texts = details(node); !texts.empty())
    line += fmt::format(" ({})", fmt::join(texts, ", "));
  return line;
}

std::string end_words(const std::string& node, const EndText& end) {
  auto words = node;
  if (!end.interface.empty()) words += " " + end.interface;
  for (const auto& address : end.addresses) words += " " + address;
  return words;
}

std::string link_line(const Topology& topology, std::size_t index, const LinkTexts& texts) {
  const auto& link = topology.links()[index];
  const auto words = [&](std::size_t end) {
    return end_words(topology.node(link.ends[end].node).name, texts.links[index][end]);
  };
  auto line = fmt::format("{} -- {}", words(0), words(1));
  if (!texts.refusal.empty())
    for (const auto& prefix : link.planned) line += fmt::format(", planned from {}", prefix);
  if (link.options.mtu) line += fmt::format(", mtu {}", *link.options.mtu);
  if (!link.options.up) line += ", down";
  if (link.options.port != PortOptions()) line += fmt::format(", {}", link.options.port);
  return line;
}

}  // namespace

std::string to_string(const Topology& topology) {
  if (topology.nodes().empty()) return "an empty topology";
  const auto texts = link_texts(topology);
  std::vector<std::string> lines;
  for (const auto& node : topology.nodes()) lines.push_back(node_line(node));
  for (std::size_t i = 0; i < topology.links().size(); ++i)
    lines.push_back(link_line(topology, i, texts));
  if (!texts.refusal.empty()) lines.push_back("cannot be planned: " + texts.refusal);
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace netrig
