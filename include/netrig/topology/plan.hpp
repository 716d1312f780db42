// A Topology with every open question answered: names, indexes, addresses, routes.
//
// Pure computation: the same topology always gives the same plan. `Network` executes it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/interface_name.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

/// One end of a link, in its node.
struct PlannedInterface {
  InterfaceName name;
  /// The kernel's index. Asked for, not found out. It starts at 16, beyond the fallback tunnels
  /// that some kernels put into every namespace, and the two ends of a link never share one: for
  /// equal indexes linkwatch (net/core/link_watch.c) delays the carrier event by up to a second.
  int index;
  std::vector<InterfaceAddress> addresses;
  LinkId link;
  /// Interfaces and bridges of the same number hear each other's broadcasts: one link, or all that
  /// switches join.
  std::size_t segment = 0;
  std::optional<InterfaceName> bridge{};  ///< of the node, that it is a port of
  std::optional<InterfaceName> vrf{};     ///< of the node, that it is in
  bool operator==(const PlannedInterface&) const = default;
};

/// An interface beside the ends of links.
struct PlannedVirtualInterface {
  VirtualInterface described;
  int index;                              ///< as PlannedInterface::index
  std::size_t segment = 0;                ///< a macvlan's is its parent's
  std::optional<InterfaceName> bridge{};  ///< as PlannedInterface::bridge
  std::optional<InterfaceName> vrf{};
  bool operator==(const PlannedVirtualInterface&) const = default;
};

struct PlannedNode {
  std::string name;
  NodeKind kind;
  bool loopback_up = true;
  /// A switch's bridge: its name, index 16, and its own addresses.
  std::optional<InterfaceName> bridge{};
  std::vector<InterfaceAddress> bridge_addresses{};
  std::size_t bridge_segment = 0;  ///< as PlannedInterface::segment
  BridgeOptions bridge_options{};
  std::vector<PlannedInterface> interfaces{};                 ///< in the order of the links
  std::vector<PlannedVirtualInterface> virtual_interfaces{};  ///< in the order given
  std::vector<Route> routes{};  ///< given and computed, each with its interface where known
  std::vector<SysctlSetting> sysctls{};   ///< of two of the same name only the later one
  std::vector<NexthopObject> nexthops{};  ///< each with its interface
  bool operator==(const PlannedNode&) const = default;

  /// All addresses, IPv4 before IPv6, otherwise in the order of the interfaces.
  std::vector<InterfaceAddress> addresses() const;
};

struct PlannedLink {
  struct End {
    NodeId node;
    std::size_t interface;  ///< position in PlannedNode::interfaces
    bool operator==(const End&) const = default;
  };
  std::array<End, 2> ends;
  LinkOptions options;
  bool operator==(const PlannedLink&) const = default;
};

struct Plan {
  std::vector<PlannedNode> nodes;  ///< by NodeId::index
  std::vector<PlannedLink> links;  ///< by LinkId::index
  bool operator==(const Plan&) const = default;

  const PlannedNode& node(NodeId id) const { return nodes.at(id.index); }
  const PlannedInterface& interface(const PlannedLink::End& end) const {
    return nodes.at(end.node.index).interfaces.at(end.interface);
  }
  /// An address by which `from` can name `to`: one in a subnet that both are on if there is one,
  /// else `to`'s first of a family that `from` has too, else `to`'s first; IPv4 before IPv6, only
  /// one of them if `family` says so. Last come link-local ones, and those that `from` would look
  /// for in a subnet of its own on another link. Throws DescriptionError when `to` has none.
  IpAddress address_of(NodeId to, NodeId from, std::optional<Family> family = std::nullopt) const;
};

/// The bridge's index in its node, and the first one of other interfaces.
inline constexpr int first_interface_index = 16;

/// Answers every open question of a topology or throws DescriptionError:
///  - two interfaces of a node with the same name
///  - an address twice in one segment (a link, or all that switches join), or of one node twice
///  (but
///    for a /32 or /128, and a link-local one, on links of their own)
///  - an address that is its subnet's network or broadcast address
///  - subnets that overlap on two segments of one node, or, where routes are computed, on two
///  segments
///    that one router's computed routes would have to tell apart
///  - a planned prefix with more members than addresses
///  - switches joined in a loop (there is no spanning tree)
///  - a given route whose gateway is the node's own address, whose interface the node lacks, or
///  whose
///    gateway is link-local and could be on several interfaces
///  - an interface that stands on one that is not there before it, or is in two bridges
///  - a bridge's port with addresses, port options on what is no port
///  - an MTU below 1280 on a link that carries IPv6
///  - a sysctl of an interface that its node lacks
Plan plan(const Topology& topology);

}  // namespace netrig
