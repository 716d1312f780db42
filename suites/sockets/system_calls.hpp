// The system calls of sockets, with netrig's values.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <system_error>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// An address and a port, of whichever protocol.
using SocketAddress = boost::asio::ip::udp::endpoint;
inline SocketAddress socket_address(const Endpoint& endpoint) {
  return {endpoint.address, endpoint.port.number};
}

/// socket(2) of the family of `peer`, in the calling thread's namespace; throws Error.
UniqueFd open_socket(const IpAddress& peer, int type, int protocol = 0);
/// setsockopt(2); throws Error.
void set_option(const UniqueFd& socket, int level, int option, int value);
/// getsockname(2); throws Error.
SocketAddress local_of(const UniqueFd& socket);

/// What a system call has said that returns 0 or -1; zero is success.
std::error_code result_of(int returned);
/// bind(2)
std::error_code bind_socket(const UniqueFd& socket, const SocketAddress& address);
/// connect(2)
std::error_code connect_socket(const UniqueFd& socket, const SocketAddress& address);

}  // namespace netrig
