#include "topology/description_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "netrig/core/error.hpp"
#include "topology/route_key.hpp"

namespace netrig {
namespace {

// Why an interface cannot have this address, whatever else the topology holds; nullptr if it can.
// IPv4's 127.0.0.0/8 is possible: with route_localnet it even works.
const char* misuse(const IpAddress& address) {
  if (address.is_multicast()) return "it is a multicast address";
  if (address.is_unspecified()) return "it is the unspecified address";
  if (address.is_v6() && address.is_loopback()) return "it is the loopback address";
  return nullptr;
}

// Routes that end here: no next hop belongs to them.
bool discards(RouteType type) {
  return type == RouteType::blackhole || type == RouteType::unreachable ||
         type == RouteType::prohibit;
}

}  // namespace

void check_node_name(std::string_view name) {
  const auto refuse = [name](std::string_view reason) {
    throw DescriptionError(fmt::format("not a node name: '{}' {}", name, reason));
  };
  constexpr std::size_t longest = 63;  // a DNS label's length, RFC 1035 section 2.3.4
  if (name.empty()) refuse("is empty");
  if (name.size() > longest)
    refuse(fmt::format("has {} bytes, at most {} fit", name.size(), longest));
  const auto is_wrong = [](unsigned char byte) {
    return byte <= ' ' || byte == '/' || byte == 127;
  };
  if (std::ranges::any_of(name, is_wrong)) refuse("holds '/', white space or a control character");
}

void check_interface_name(const InterfaceName& interface, std::string_view node) {
  if (interface.str() == "all" || interface.str() == "default")
    throw DescriptionError(fmt::format(
        "cannot call an interface of '{}' '{}': sysctls of that name are for all interfaces", node,
        interface));
  if (interface.str() == "lo")
    throw DescriptionError(fmt::format(
        "cannot call an interface of '{}' 'lo': each node has its loopback interface of that name",
        node));
}

void check_interface_address(const InterfaceAddress& address, std::string_view node) {
  if (const auto* reason = misuse(address.address()))
    throw DescriptionError(fmt::format("cannot give {} to '{}': {}", address, node, reason));
}

void check_end(const End& end, const Topology::Node& node) {
  if (end.interface) check_interface_name(*end.interface, node.name);
  if (node.kind == NodeKind::bridge && !end.addresses.empty())
    throw DescriptionError(
        fmt::format("cannot give {} to a port of switch '{}': ports have no addresses; give it to "
                    "the bridge through SwitchOptions::addresses",
                    end.addresses.front(), node.name));
  for (const auto& address : end.addresses) check_interface_address(address, node.name);
}

void check_planned(const Prefixes& planned, std::string_view link) {
  std::array<const Prefix*, 2> of_family{};
  for (const auto& prefix : planned) {
    auto& earlier = of_family[prefix.is_v4() ? 0 : 1];
    if (earlier)
      throw DescriptionError(fmt::format(
          "cannot plan addresses of {} and of {} for {}: at most one prefix of each family",
          *earlier, prefix, link));
    earlier = &prefix;
    if (prefix.address().is_multicast())
      throw DescriptionError(fmt::format(
          "cannot plan addresses of {} for {}: they are multicast addresses", prefix, link));
    // RFC 1122 section 3.2.1.3, RFC 4291 section 2.4: "this host", loopback, unspecified.
    for (const Prefix special : {"0.0.0.0/8", "127.0.0.0/8", "::/127"})
      if (prefix.overlaps(special))
        throw DescriptionError(
            fmt::format("cannot plan addresses of {} for {}: those of {} are no host's on a link",
                        prefix, link, special));
  }
}

void check_mtu(const LinkOptions& options, std::string_view link) {
  constexpr std::uint32_t least = 68, most = 65535;  // ETH_MIN_MTU (RFC 791), ETH_MAX_MTU
  if (options.mtu && (*options.mtu < least || *options.mtu > most))
    throw DescriptionError(fmt::format("{} cannot have an MTU of {}: {} to {} bytes are possible",
                                       link, *options.mtu, least, most));
}

void check_route(const Route& route, const Topology::Node& node) {
  const auto refuse = [&](std::string_view reason) {
    throw DescriptionError(
        fmt::format("cannot add route '{}' to '{}': {}", route, node.name, reason));
  };
  const bool is_v4 = route.destination.is_v4();
  if (!route.interface.empty()) InterfaceName{route.interface};
  if (route.via && route.via->is_v6() && route.via->to_v6().scope_id() != 0)
    refuse("write the gateway without a scope, and give the route its interface");
  if (route.via && route.via->is_v4() != is_v4)
    refuse(route.is_default()
               ? fmt::format("its destination is {}; write Route::default_via(\"{}\")",
                             route.destination, *route.via)
               : fmt::format("{} is not of the destination's family", *route.via));
  if (route.preferred_source && route.preferred_source->is_v4() != is_v4)
    refuse(fmt::format("{} is not of the destination's family", *route.preferred_source));
  if (discards(route.type) && (route.via || !route.interface.empty()))
    refuse(fmt::format("type {} takes neither a gateway nor an interface", route.type));
  if (route.type == RouteType::unicast && !route.via && route.interface.empty())
    refuse("it has neither a gateway nor an interface");
  const auto same = [&](const Route& other) { return have_same_key(route, other); };
  if (const auto other = std::find_if(node.routes.begin(), node.routes.end(), same);
      other != node.routes.end())
    refuse(fmt::format("it has '{}' already, of the same metric and table", *other));
}

}  // namespace netrig
