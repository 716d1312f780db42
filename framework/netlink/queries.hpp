// What a namespace holds, asked of the kernel and given as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/socket.hpp"
#include "netrig/netlink/address_info.hpp"
#include "netrig/netlink/fib.hpp"
#include "netrig/netlink/interface_info.hpp"
#include "netrig/netlink/interface_statistics.hpp"
#include "netrig/netlink/neighbour.hpp"
#include "netrig/netlink/nexthop.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"
#include "netrig/netlink/socket_info.hpp"

namespace netrig::netlink {

/// In the order of their indexes. `place` names the namespace in error messages, in all of these.
std::vector<InterfaceInfo> interfaces(Socket& socket, const std::string& place);

/// One interface by name or index; empty when there is none. The kernel settles pending carrier
/// events first (linkwatch_sync_dev() in rtnl_getlink(), Linux 6.9), so the state is not late.
std::optional<InterfaceInfo> interface(Socket& socket, const std::string& place,
                                       const std::string& name);
std::optional<InterfaceInfo> interface(Socket& socket, const std::string& place, int index);
std::optional<InterfaceStatistics> interface_statistics(Socket& socket, const std::string& place,
                                                        int index);
/// The interfaces of these indexes with one system call; an index that is none is an Error.
std::vector<InterfaceInfo> interfaces_at(Socket& socket, const std::string& place,
                                         const std::vector<int>& indexes);
/// What a macvlan or ipvlan stands on: it shares the wire of that.
struct WireParent {
  int index;
  /// The id that the macvlan's namespace has for that of its parent; empty when both are one.
  std::optional<int> nsid{};
};
/// Empty for interfaces of other kinds.
std::optional<WireParent> wire_parent(Socket& socket, const std::string& place,
                                      const std::string& name);
/// An RTM_NEWLINK message as a value, for those who listen to events.
InterfaceInfo parse_interface(const nlmsghdr& header);

// By netdevice(7) and at once. RTM_GETLINK waits for a lock of the whole machine (rtnl), which the
// removal of other networks may hold for hundreds of milliseconds.
/// Empty when there is none.
std::string name_at(const Socket& socket, int index);
/// "interface 7" when there is none.
std::string name_or_number(const Socket& socket, int index);
/// 0 when there is none. Takes alternative names as well. For names that the kernel has told: it
/// looks for a module for others.
int index_of(const Socket& socket, const std::string& name);
/// Whether an interface is there, up and operational. That its carrier is lost may be known up to a
/// second later (linkwatch_urgent_event() in net/core/link_watch.c). For such names, too.
bool is_running(const Socket& socket, const std::string& name);

/// The settings of `lo`; empty where there are none.
struct LoopbackSettings {
  std::vector<int> ipv4{};  ///< IFLA_INET_CONF: by IPV4_DEVCONF_* less one
  std::vector<int> ipv6{};  ///< IFLA_INET6_CONF: by DEVCONF_*
};
LoopbackSettings settings_of_loopback(Socket& socket, const std::string& place);

std::vector<AddressInfo> addresses(Socket& socket, const std::string& place);
/// The IPv6 addresses of these interfaces that the kernel does not deliver to yet. It makes the
/// route to an address in a work queue, also where there is no duplicate address detection
/// (addrconf_dad_start() in net/ipv6/addrconf.c); RTNLGRP_IPV6_ROUTE announces it.
std::vector<IpAddress> unusable_ipv6_addresses(Socket& socket, const std::string& place,
                                               const std::vector<int>& interface_indexes);
/// Of one table, or of all_tables, IPv4 first.
std::vector<Route> routes(Socket& socket, const std::string& place, std::uint32_t table);
/// In the order of their ids.
std::vector<NexthopObject> nexthops(Socket& socket, const std::string& place);
/// IPv4 first, each family in the order in which they are asked.
std::vector<RoutingRule> rules(Socket& socket, const std::string& place);
/// Of a question's interfaces; 0 where it has none.
struct FibIndexes {
  int incoming = 0, outgoing = 0;
};
/// What the kernel answers, without the route. A refusal is `error`; whose it is stays open.
FibAnswer look_up(Socket& socket, const std::string& place, const FibQuestion& question,
                  const FibIndexes& indexes);
/// The route that the answer comes from; empty where the kernel names none.
std::optional<Route> look_up_route(Socket& socket, const std::string& place,
                                   const FibQuestion& question, const FibIndexes& indexes);
/// Whether packets that came in on an interface may leave on another (RTM_GETNETCONF). IPv6 has one
/// switch for all interfaces.
bool forwards(Socket& socket, const std::string& place, Family family, int incoming_index);
/// As `ip neigh` lists them: without the entries that need no resolution (NUD_NOARP).
std::vector<Neighbour> neighbours(Socket& socket, const std::string& place);
/// An RTM_NEWNEIGH message and the index of its interface.
struct NeighbourMessage {
  Neighbour neighbour;  ///< without the interface's name
  int interface_index;
};
NeighbourMessage parse_neighbour(const nlmsghdr& header);

/// TCP sockets in LISTEN and bound, unconnected UDP sockets. `diag` is a NETLINK_SOCK_DIAG socket.
/// Their holders are not looked for: see find_holders().
std::vector<ListeningSocket> listening_sockets(Socket& diag, const std::string& place);
/// TCP sockets in any other state, connected UDP sockets, as people read them:
/// "10.0.0.2:80/tcp -> 10.0.0.1:41834/tcp ESTAB".
std::vector<std::string> connected_sockets(Socket& diag, const std::string& place);
/// Fills in the processes that hold these sockets open, by a walk through /proc.
void find_holders(std::vector<ListeningSocket>& sockets);

/// The ids of other namespaces that this one knows (RTM_GETNSID): the lowest ones. Linux 6.18 ends
/// the list after one buffer, 134 ids, so an empty list means none, but a full one may not be all.
std::vector<int> lowest_nsids(Socket& socket, const std::string& place);
/// The id given to the namespace behind a descriptor; negative when it has none.
int nsid_of(Socket& socket, const std::string& place, int namespace_fd);
/// The alias of the loopback device, of this namespace or of the one with that id
/// (IFLA_TARGET_NETNSID). Empty optional when that namespace is gone or going.
std::optional<std::string> loopback_alias(Socket& socket, const std::string& place,
                                          std::optional<int> nsid = std::nullopt);

}  // namespace netrig::netlink
