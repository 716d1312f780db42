// Routes that an interface loses when it goes down, kept as the kernel told them so that nothing of
// them is lost: as `ip route save` and `ip route restore` do.
#pragma once

#include <string>
#include <vector>

#include "netlink/saved_nexthops.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/address.hpp"

namespace netrig::netlink {

struct SavedRoute {
  Prefix destination;         ///< for error messages
  std::vector<char> payload;  ///< of an RTM_NEWROUTE message: rtmsg and attributes
  bool has_gateway;
  bool by_nexthop;           ///< a NexthopObject
  std::vector<int> through;  ///< the interfaces of its next hops, where there are several
};

/// The routes through an interface that the kernel has not made itself, of all tables and families,
/// those without a gateway first: the others may need them. Those by one of `nexthops` as well.
std::vector<SavedRoute> routes_through(Socket& socket, const std::string& place,
                                       int interface_index, const SavedNexthops& nexthops);

/// Adds it as it was; EEXIST when there is one of its key. A multipath route of which some next
/// hops lead through other interfaces is still there, and the kernel uses the lost ones again by
/// itself.
void restore_route(Batch& batch, const SavedRoute& saved);

}  // namespace netrig::netlink
