#include "topology/address_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "netrig/core/error.hpp"
#include "topology/subnets.hpp"

namespace netrig {
namespace {

// An address of a node and where it is.
struct Placed {
  const PlannedNode* node;
  const InterfaceName* interface;
  std::size_t segment;
  const InterfaceAddress* address;
  std::optional<InterfaceName> vrf = std::nullopt;
};

std::vector<Placed> addresses_of(const PlannedNode& node) {
  std::vector<Placed> placed;
  for (const auto& address : node.bridge_addresses)
    placed.push_back({&node, &*node.bridge, node.bridge_segment, &address});
  for (const auto& interface : node.interfaces)
    for (const auto& address : interface.addresses)
      placed.push_back({&node, &interface.name, interface.segment, &address, interface.vrf});
  for (const auto& [interface, index, segment, bridge, vrf] : node.virtual_interfaces)
    for (const auto& address : interface.addresses)
      placed.push_back({&node, &interface.name, segment, &address, vrf});
  // Each VRF is a world of its own.
  std::ranges::stable_sort(placed, {}, &Placed::vrf);
  return placed;
}

// A network of more than two IPv4 addresses keeps its first and last for itself.
void check_is_a_hosts(const PlannedNode& node, const InterfaceAddress& address) {
  if (!address.is_v4() || address.prefix_length() > 30) return;
  const auto subnet = address.prefix();
  const auto first = subnet.at(1), last = subnet.at(subnet.host_capacity());
  if (address.address() >= first && address.address() <= last) return;
  throw DescriptionError(
      fmt::format("cannot give {} to '{}': it is the {} address of {}; hosts have "
                  "{} to {}",
                  address, node.name, address.address() < first ? "network" : "broadcast", subnet,
                  first, last));
}

// Calls `f` with each two neighbours in the order of addresses that are the same address.
template <class F>
void for_each_repeated(std::vector<Placed> addresses, F f) {
  std::stable_sort(addresses.begin(), addresses.end(), [](const Placed& a, const Placed& b) {
    return a.address->address() < b.address->address();
  });
  for (std::size_t i = 1; i < addresses.size(); ++i)
    if (addresses[i - 1].address->address() == addresses[i].address->address())
      f(addresses[i - 1], addresses[i]);
}

void check_unique_in_node(const std::vector<Placed>& addresses) {
  for_each_repeated(addresses, [](const Placed& a, const Placed& b) {
    // Unnumbered links share one host address, and routers are fe80::1 on all of theirs.
    if (a.segment != b.segment && !has_subnet(*a.address) && !has_subnet(*b.address)) return;
    if (a.segment != b.segment && is_link_local(a.address->address())) return;
    throw DescriptionError(fmt::format("'{}' has {} twice: on '{}' and on '{}'", a.node->name,
                                       a.address->address(), *a.interface, *b.interface));
  });
}

void check_subnets_of_node(const PlannedNode& node, const std::vector<Placed>& addresses) {
  std::vector<Subnet> subnets;
  for (std::size_t i = 0; i < addresses.size(); ++i)
    if (has_subnet(*addresses[i].address) && !is_link_local(addresses[i].address->address()))
      subnets.push_back({addresses[i].address->prefix(), addresses[i].segment, i});
  const auto overlap = find_overlap(std::move(subnets));
  if (!overlap) return;
  const auto [first, second] = std::minmax(overlap->first.position, overlap->second.position);
  const auto &a = addresses[first], &b = addresses[second];
  throw DescriptionError(fmt::format(
      "'{}' cannot have {} on '{}' and {} on '{}': the subnets overlap and no switch joins "
      "the links; use subnets that do not overlap",
      node.name, *a.address, *a.interface, *b.address, *b.interface));
}

void check_node(const PlannedNode& node) {
  const auto addresses = addresses_of(node);
  for (const auto& placed : addresses) check_is_a_hosts(node, *placed.address);
  for (auto first = addresses.begin(); first != addresses.end();) {
    const auto last = std::find_if(first, addresses.end(),
                                   [&](const Placed& each) { return each.vrf != first->vrf; });
    const std::vector<Placed> world(first, last);
    check_unique_in_node(world);
    check_subnets_of_node(node, world);
    first = last;
  }
}

void check_unique_in_segment(const Plan& plan, const Segment& segment, std::size_t number) {
  std::vector<Placed> addresses;
  segment.for_each([&](const Attachment& attachment) {
    for (const auto& address : *attachment.addresses)
      addresses.push_back(
          {&plan.nodes[attachment.node.index], attachment.interface, number, &address});
  });
  for_each_repeated(std::move(addresses), [&](const Placed& a, const Placed& b) {
    throw DescriptionError(fmt::format("{} is twice in {}: on '{}' of '{}' and on '{}' of '{}'",
                                       a.address->address(), describe_segment(plan, number),
                                       *a.interface, a.node->name, *b.interface, b.node->name));
  });
}

bool has_v6(const std::vector<InterfaceAddress>& addresses) {
  return std::any_of(addresses.begin(), addresses.end(),
                     [](const InterfaceAddress& address) { return !address.is_v4(); });
}

void check_mtu_for_v6(const Plan& plan, const PlannedLink& link) {
  constexpr std::uint32_t least = 1280;  // RFC 8200 section 5; below it the kernel turns IPv6 off
  if (!link.options.mtu || *link.options.mtu >= least) return;
  for (const auto& end : link.ends)
    if (has_v6(plan.interface(end).addresses) || has_v6(plan.node(end.node).bridge_addresses))
      throw DescriptionError(fmt::format(
          "the link between '{}' and '{}' cannot have an MTU of {}: it carries IPv6, which needs "
          "{} bytes (RFC 8200)",
          plan.node(link.ends[0].node).name, plan.node(link.ends[1].node).name, *link.options.mtu,
          least));
}

}  // namespace

void check_addresses(const Plan& plan, const std::vector<Segment>& segments) {
  for (const auto& node : plan.nodes) check_node(node);
  for (std::size_t i = 0; i < segments.size(); ++i) check_unique_in_segment(plan, segments[i], i);
  for (const auto& link : plan.links) check_mtu_for_v6(plan, link);
}

}  // namespace netrig
