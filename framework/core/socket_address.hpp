// The kernel's socket addresses as netrig's values.
#pragma once

#include <sys/socket.h>

#include <boost/asio/ip/udp.hpp>

#include "netrig/core/endpoint.hpp"

namespace netrig {

/// A sockaddr_in or sockaddr_in6, of TCP and raw sockets as well; Boost.Asio's.
using SocketAddress = boost::asio::ip::udp::endpoint;

/// As people write it: IPv4 in its own form (not ::ffff:10.0.0.1), and a link-local address without
/// its zone, which is an interface's number in a node and means nothing elsewhere.
IpAddress plain_address(const boost::asio::ip::address& address);

/// `address` with plain_address().
Endpoint endpoint_of(const SocketAddress& address, Protocol protocol);

/// What the socket is bound to.
SocketAddress bound_address(int socket);

}  // namespace netrig
