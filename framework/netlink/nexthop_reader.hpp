// RTM_NEWNEXTHOP messages as values.
#pragma once

#include <libmnl/libmnl.h>

#include "netrig/netlink/nexthop.hpp"

namespace netrig::netlink {

/// Without the name of its interface, which is asked for where it is needed: most nodes have no
/// nexthop object.
struct ListedNexthop {
  NexthopObject nexthop;
  int interface_index = 0;
};
ListedNexthop read_nexthop(const nlmsghdr& header);

}  // namespace netrig::netlink
