// A socket that waits for callers, as a server opens it.
#pragma once

#include <optional>
#include <string>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/service/service.hpp"

namespace netrig {

struct BoundSocket {
  UniqueFd fd;     ///< non-blocking
  Endpoint local;  ///< with the number that the kernel picked, where 0 was asked for
  std::optional<Family> family{};  ///< whose callers it takes; both when empty
};

/// Opens it in the calling thread's namespace, called `place`, and for TCP listens. Without
/// an address it takes callers of both families: one socket on ::, or on 0.0.0.0 where the kernel
/// has no IPv6. With the address ::, only IPv6 ones. TCP sockets have SO_REUSEADDR, as a server's
/// that is started again at once, and keep the SYN of each connection (TCP_SAVE_SYN); UDP sockets
/// tell to which address a datagram was sent (IP_PKTINFO, IPV6_PKTINFO). Throws Error: for
/// std::errc::address_in_use its remedy() says who has the port.
BoundSocket open_bound_socket(TransportPort port, const ServiceOptions& options,
                              const std::string& place);

/// The same, but empty where the address is in use.
std::optional<BoundSocket> try_open_bound_socket(TransportPort port, const ServiceOptions& options,
                                                 const std::string& place);

}  // namespace netrig
