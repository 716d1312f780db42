// Who has a port.
#pragma once

#include <optional>
#include <string>

#include "netrig/core/endpoint.hpp"

namespace netrig {

/// What keeps a socket from this port in the calling thread's namespace, called `place`:
/// "0.0.0.0:80/tcp is held by nginx (pid 12)". Without `address` it is wanted for IPv4 and IPv6.
/// Walks through /proc, which takes milliseconds.
std::string describe_holders(TransportPort port, const std::optional<IpAddress>& address,
                             const std::string& place);

}  // namespace netrig
