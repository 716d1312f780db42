#include "network/node_report.hpp"

#include <fmt/format.h>

#include "evidence/discards.hpp"
#include "netlink/queries.hpp"
#include "netns/maker.hpp"

namespace netrig {
namespace {

template <class Value>
std::string lines(const std::vector<Value>& values) {
  std::string text;
  for (const auto& value : values) text += fmt::format("{}\n", value);
  return text;
}

std::string links(const Node& node) {
  std::string text;
  for (const auto& each : node.interfaces())
    text += fmt::format("{}\n    {}\n", each, node.interface(each.name).statistics());
  return text;
}

std::vector<std::string> connected_sockets(const Node& node) {
  return on_thrown_away_thread(node.network_namespace(), [&] {
    netlink::Socket diag(NETLINK_SOCK_DIAG);
    return netlink::connected_sockets(diag, node.name());
  });
}

std::vector<DiscardCounter> discards(const Node& node) {
  return on_thrown_away_thread(node.network_namespace(), [] { return discard_counters(); });
}

// A section, whatever becomes of finding out what is in it.
template <class Find>
std::string section(const std::string& heading, Find find) {
  std::string text;
  try {
    text = find();
  } catch (const std::exception& error) {
    text = fmt::format("cannot be told: {}\n", error.what());
  }
  if (text.empty()) text = "none\n";
  return fmt::format("== {}\n{}{}\n", heading, text, text.ends_with('\n') ? "" : "\n");
}

}  // namespace

std::string node_report(NetworkState& state, const Node& node) {
  auto report = section("links", [&] { return links(node); }) +
                section("addresses", [&] { return lines(node.addresses()); }) +
                section("routes, of all tables", [&] { return lines(node.routes(all_tables)); }) +
                section("nexthop objects", [&] { return lines(node.nexthops()); }) +
                section("rules", [&] { return lines(node.rules()); }) +
                section("neighbours", [&] { return lines(node.neighbours()); }) +
                section("forwarding databases", [&] { return lines(node.fdb()); }) +
                section("listening sockets", [&] { return lines(node.listening_sockets()); }) +
                section("connected sockets", [&] { return lines(connected_sockets(node)); }) +
                section("tracked connections", [&] { return lines(node.conntrack()); }) +
                section("counters of discarded packets", [&] { return lines(discards(node)); });
  for (const auto& known : state.listings_of(node.id()))
    report += section(known.kind, [&] { return known.list(node.network_namespace()); });
  return report;
}

}  // namespace netrig
