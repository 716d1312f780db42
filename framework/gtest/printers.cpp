#include "netrig/gtest/printers.hpp"

#include <fmt/format.h>

namespace netrig {
namespace {

// "eth0 10.0.1.2/24 2001:db8::2/64"
std::string text_of(const std::string& interface, const std::vector<InterfaceAddress>& addresses) {
  auto text = interface;
  for (const auto& address : addresses) text += fmt::format(" {}", address);
  return text;
}

std::string text_of(const PlannedInterface& interface) {
  return text_of(fmt::format("{}: {}", interface.index, interface.name), interface.addresses);
}

std::string text_of(const PlannedNode& node) {
  auto text = fmt::format("{} {}", node.kind, node.name);
  if (!node.loopback_up) text += ", lo down";
  if (node.bridge)
    text += "\n  " + text_of(fmt::format("{}: {}", first_interface_index, *node.bridge),
                             node.bridge_addresses);
  for (const auto& interface : node.interfaces) text += "\n  " + text_of(interface);
  for (const auto& route : node.routes) text += fmt::format("\n  {}", route);
  return text;
}

void print(const std::string& text, std::ostream* os) {
  *os << hanging(text, actual_width);
}

}  // namespace

std::string hanging(std::string_view text, std::size_t columns) {
  std::string result;
  for (const char each : text) {
    result += each;
    if (each == '\n') result.append(columns, ' ');
  }
  return result;
}

void PrintTo(Routing routing, std::ostream* os) {
  *os << (routing == Routing::computed ? "computed" : "given");
}

void PrintTo(NodeId node, std::ostream* os) {
  *os << "node " << node.index;
}

void PrintTo(LinkId link, std::ostream* os) {
  *os << "link " << link.index;
}

void PrintTo(const EchoProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const TcpProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const UdpProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const NeighbourProbe& probe, std::ostream* os) {
  *os << to_string(Probe(probe));
}

void PrintTo(const PlannedInterface& interface, std::ostream* os) {
  *os << text_of(interface);
}

void PrintTo(const PlannedNode& node, std::ostream* os) {
  print(text_of(node), os);
}

void PrintTo(const Plan& plan, std::ostream* os) {
  std::vector<std::string> nodes;
  for (const auto& node : plan.nodes) nodes.push_back(text_of(node));
  print(nodes.empty() ? "an empty plan" : fmt::format("{}", fmt::join(nodes, "\n")), os);
}

void PrintTo(const Service& service, std::ostream* os) {
  *os << fmt::format("a service on {} in '{}'", service.local(), service.node());
}

void PrintTo(const Interface& interface, std::ostream* os) {
  *os << fmt::format("interface {} '{}'", interface.index(), interface.name());
}

void PrintTo(const Node& node, std::ostream* os) {
  *os << fmt::format("node '{}'", node.name());
}

void PrintTo(const Network& network, std::ostream* os) {
  const auto count = network.plan().nodes.size();
  *os << fmt::format("a network of {} {}", count, count == 1 ? "node" : "nodes");
}

}  // namespace netrig
