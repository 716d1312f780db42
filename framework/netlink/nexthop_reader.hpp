// RTM_NEWNEXTHOP messages as values.
#pragma once

#include <libmnl/libmnl.h>

#include <functional>
#include <string>

#include "netlink/socket.hpp"
#include "netrig/netlink/nexthop.hpp"

namespace netrig::netlink {

/// Without the name of its interface, which is asked for where it is needed: most nodes have no
/// nexthop object.
struct ListedNexthop {
  NexthopObject nexthop;
  int interface_index = 0;
};
ListedNexthop read_nexthop(const nlmsghdr& header);

/// Calls `on_nexthop` with the message of each; `start_over` as Socket::dump() does.
void list_nexthops(Socket& socket, const std::string& place,
                   const std::function<void()>& start_over, const OnReply& on_nexthop);

}  // namespace netrig::netlink
