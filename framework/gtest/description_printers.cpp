// Printers of what describes a network and of what is planned from it.
#include <fmt/format.h>

#include "netrig/gtest/printers.hpp"

namespace netrig {
namespace {

// "eth0 10.0.1.2/24 2001:db8::2/64"
template <class Addresses>
std::string with_addresses(std::string text, const Addresses& addresses) {
  for (const auto& address : addresses) text += fmt::format(" {}", address);
  return text;
}

std::string text_of(const PlannedInterface& interface) {
  return with_addresses(fmt::format("{}: {}", interface.index, interface.name),
                        interface.addresses);
}

std::string text_of(const PlannedNode& node) {
  auto text = fmt::format("{} {}", node.kind, node.name);
  if (!node.loopback_up) text += ", lo down";
  if (node.bridge)
    text += "\n  " + with_addresses(fmt::format("{}: {}", first_interface_index, *node.bridge),
                                    node.bridge_addresses);
  for (const auto& interface : node.interfaces) text += "\n  " + text_of(interface);
  for (const auto& interface : node.virtual_interfaces)
    text += fmt::format("\n  {}: {}", interface.index, interface.described);
  for (const auto& nexthop : node.nexthops) text += fmt::format("\n  nexthop {}", nexthop);
  for (const auto& route : node.routes) text += fmt::format("\n  {}", route);
  return text;
}

std::string text_of(Routing routing) {
  return routing == Routing::computed ? "routes computed" : "routes given";
}

std::string text_of(const NodeOptions& options) {
  return fmt::format("lo {}, {}", options.loopback_up ? "up" : "down", text_of(options.routing));
}

std::string text_of(const SwitchOptions& options) {
  const auto text = with_addresses(options.bridge.str(), options.addresses);
  return options.options == BridgeOptions() ? text : fmt::format("{}, {}", text, options.options);
}

std::string text_of(const LinkOptions& options) {
  return fmt::format("{}{}{}", options.up ? "up" : "down",
                     options.mtu ? fmt::format(", mtu {}", *options.mtu) : "",
                     options.port != PortOptions() ? fmt::format(", {}", options.port) : "");
}

std::string text_of(const End& end) {
  auto text = fmt::format("node {}", end.node.index);
  if (end.interface) text += fmt::format(" {}", *end.interface);
  return with_addresses(std::move(text), end.addresses);
}

std::string text_of(const PlannedLink::End& end) {
  return fmt::format("node {} interface {}", end.node.index, end.interface);
}

void print(const std::string& text, std::ostream* os) {
  *os << hanging(text, actual_width);
}

}  // namespace

void PrintTo(NodeId node, std::ostream* os) {
  *os << "node " << node.index;
}

void PrintTo(LinkId link, std::ostream* os) {
  *os << "link " << link.index;
}

void PrintTo(Routing routing, std::ostream* os) {
  *os << text_of(routing);
}

void PrintTo(const End& end, std::ostream* os) {
  *os << text_of(end);
}

void PrintTo(const NodeOptions& options, std::ostream* os) {
  *os << text_of(options);
}

void PrintTo(const SwitchOptions& options, std::ostream* os) {
  *os << text_of(options);
}

void PrintTo(const LinkOptions& options, std::ostream* os) {
  *os << text_of(options);
}

void PrintTo(const Topology::Node& node, std::ostream* os) {
  auto text = fmt::format(
      "{} {}, {}", node.kind, node.name,
      node.kind == NodeKind::bridge ? text_of(node.switch_options) : text_of(node.options));
  for (const auto& interface : node.interfaces) text += fmt::format("\n  {}", interface);
  for (const auto& nexthop : node.nexthops) text += fmt::format("\n  nexthop {}", nexthop);
  for (const auto& route : node.routes) text += fmt::format("\n  {}", route);
  for (const auto& rule : node.rules) text += fmt::format("\n  rule {}", rule);
  print(text, os);
}

void PrintTo(const Topology::Link& link, std::ostream* os) {
  const auto text = fmt::format("{} -- {}, {}", text_of(link.ends[0]), text_of(link.ends[1]),
                                text_of(link.options));
  *os << (link.planned.empty() ? text : with_addresses(text + ", planned from", link.planned));
}

void PrintTo(const PlannedInterface& interface, std::ostream* os) {
  *os << text_of(interface);
}

void PrintTo(const PlannedNode& node, std::ostream* os) {
  print(text_of(node), os);
}

void PrintTo(const PlannedLink::End& end, std::ostream* os) {
  *os << text_of(end);
}

void PrintTo(const PlannedLink& link, std::ostream* os) {
  *os << fmt::format("{} -- {}, {}", text_of(link.ends[0]), text_of(link.ends[1]),
                     text_of(link.options));
}

void PrintTo(const Plan& plan, std::ostream* os) {
  std::vector<std::string> nodes;
  for (const auto& node : plan.nodes) nodes.push_back(text_of(node));
  print(nodes.empty() ? "an empty plan" : fmt::format("{}", fmt::join(nodes, "\n")), os);
}

}  // namespace netrig
