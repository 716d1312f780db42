#include "core/socket_address.hpp"

#include "netrig/core/error.hpp"

namespace netrig {

namespace ip = boost::asio::ip;

IpAddress plain_address(const ip::address& address) {
  if (address.is_v4()) return address;
  auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
  v6.scope_id(0);
  return v6;
}

Endpoint endpoint_of(const SocketAddress& address, Protocol protocol) {
  return {plain_address(address.address()), {protocol, address.port()}};
}

SocketAddress bound_address(int socket) {
  SocketAddress address;
  auto size = static_cast<socklen_t>(address.capacity());
  check(::getsockname(socket, address.data(), &size),
        [] { return "cannot ask what a socket is bound to"; });
  address.resize(size);
  return address;
}

}  // namespace netrig
