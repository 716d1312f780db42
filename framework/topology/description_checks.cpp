#include "topology/description_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "netrig/core/error.hpp"

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

}  // namespace netrig
