// Routes that an interface loses when it goes down, kept as the kernel told them so that nothing of
// them is lost: as `ip route save` and `ip route restore` do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "netlink/saved_nexthops.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/address.hpp"
#include "netrig/netlink/route.hpp"

namespace netrig::netlink {

struct SavedRoute {
  Prefix destination;         ///< for error messages
  std::vector<char> payload;  ///< of an RTM_NEWROUTE message: rtmsg and attributes
  bool has_gateway;
  bool by_nexthop = false;
  /// Of an IPv6 multipath route: the rest stays when one interface goes down, and what it has lost
  /// is appended.
  std::optional<Route> whole{};
  std::vector<char> lost_part{};  ///< the same as `payload`, with the lost next hops only
};

/// The routes through an interface that the kernel has not made itself, of all tables and families,
/// those without a gateway first: the others may need them. Those by one of `nexthops` as well.
std::vector<SavedRoute> routes_through(Socket& socket, const std::string& place,
                                       int interface_index, const SavedNexthops& nexthops);

/// Adds it as it was, unless there is one of its key that is not what was left of it.
void restore_route(Socket& socket, const std::string& place, const SavedRoute& saved);

}  // namespace netrig::netlink
