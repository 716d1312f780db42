// Which route or rule it is that keeps a packet from being sent on. The kernel gives only its
// error.
#pragma once

#include "netlink/socket.hpp"
#include "netrig/netlink/fib.hpp"

namespace netrig {

/// Fills in `type` and `route` or `rule` of an answer with an error, by a walk through the node's
/// rules and tables as the kernel walks; leaves them empty where that leads to another error, or to
/// a rule that cannot be judged.
void find_cause(netlink::Socket& socket, const std::string& place, FibAnswer& answer);

}  // namespace netrig
