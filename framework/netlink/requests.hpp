// rtnetlink(7) requests as typed calls: each appends one message to a batch.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/message.hpp"
#include "netrig/core/address.hpp"
#include "netrig/core/interface_name.hpp"
#include "netrig/netlink/bridge_port.hpp"
#include "netrig/netlink/neighbour.hpp"
#include "netrig/netlink/nexthop.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"

namespace netrig::netlink {

/// An interface: its index for the kernel, its name for people.
struct Device {
  int index;
  std::string name;
};

/// Every namespace's loopback device (LOOPBACK_IFINDEX).
inline const Device loopback{1, "lo"};

/// A veth pair, born with each end in its namespace: no move, no rename. The request goes to the
/// near end's namespace. The near end can be born up and as a port of a bridge; the far one cannot
/// (veth_open() answers ENOTCONN while the peer is not set).
struct VethPair {
  Device near;
  bool near_up = false;
  std::optional<int> near_master{};
  Device far;
  int far_namespace;       ///< descriptor
  std::string far_node{};  ///< names it in error messages where it is another
  std::optional<std::uint32_t> mtu{};
};
void add_veth(Batch& batch, const VethPair& pair);
/// Up.
void add_bridge(Batch& batch, const Device& bridge, const BridgeOptions& options = {});

/// RTM_NEWLINK on an existing interface; what is empty stays as it is.
struct LinkChange {
  std::optional<bool> up{};
  std::optional<std::uint32_t> mtu{};
  std::optional<int> master{};  ///< index of a bridge; 0 for none
  std::optional<std::string> alias{};
  struct Move {
    int target;        ///< descriptor of the namespace to move into
    std::string node;  ///< names it in error messages
    Device as;         ///< index and name there
  };
  std::optional<Move> move{};
};
void change_link(Batch& batch, const Device& device, const LinkChange& change);

/// IPv6 addresses without duplicate address detection (IFA_F_NODAD).
void add_address(Batch& batch, const Device& device, const InterfaceAddress& address);
void remove_address(Batch& batch, const Device& device, const InterfaceAddress& address);

/// The indexes of the interfaces that a route names; 0: found by the kernel from the gateway.
struct RouteIndexes {
  int interface;
  std::vector<int> next_hops;  ///< of Route::next_hops

  RouteIndexes(int only = 0, std::vector<int> each = {})
      : interface(only), next_hops(std::move(each)) {}
};
void add_route(Batch& batch, const Route& route, const RouteIndexes& indexes);
/// In the place of the one with its destination, table and metric.
void replace_route(Batch& batch, const Route& route, const RouteIndexes& indexes);
void remove_route(Batch& batch, const Route& route, const RouteIndexes& indexes);

/// `interface_index` 0: none.
void add_nexthop(Batch& batch, const NexthopObject& nexthop, int interface_index);
/// In the place of the one with its id, and of all routes through it.
void replace_nexthop(Batch& batch, const NexthopObject& nexthop, int interface_index);
void remove_nexthop(Batch& batch, std::uint32_t id);
/// Appends NHA_GROUP.
void put_members(Message& message, const NexthopObject& group);

void add_rule(Batch& batch, const RoutingRule& rule);
/// The first one that has all that this one says.
void remove_rule(Batch& batch, const RoutingRule& rule);

void add_neighbour(Batch& batch, const Device& device, const Neighbour& neighbour);
void remove_neighbour(Batch& batch, const Device& device, const IpAddress& address);
/// Has the kernel ask for the address on the wire: NTF_USE, or NUD_PROBE for one that it knows.
void solicit_neighbour(Batch& batch, const Device& device, const IpAddress& address, bool known);
/// How long an unanswered ARP request (IPv4) or neighbour solicitation (IPv6) waits for the next
/// one. ENOENT where the interface does not take part in the family: see may_have_ipv6().
void set_neighbour_retransmission(Batch& batch, const Device& device, Family family,
                                  std::chrono::milliseconds interval);
/// Whether an interface of that MTU takes part in IPv6: the kernel has it, and the MTU is at least
/// 1280 (RFC 8200 section 5, ipv6_add_dev() in net/ipv6/addrconf.c).
bool may_have_ipv6(std::uint32_t mtu);

/// Gives the namespace behind a descriptor an id of the kernel's choice in the batch's namespace.
void assign_nsid(Batch& batch, int namespace_fd);

}  // namespace netrig::netlink
