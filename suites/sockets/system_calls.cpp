#include "system_calls.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "netrig/core/error.hpp"

namespace netrig {

UniqueFd open_socket(const IpAddress& peer, int type, int protocol) {
  const int domain = peer.is_v6() ? AF_INET6 : AF_INET;
  return UniqueFd(check(::socket(domain, type | SOCK_CLOEXEC, protocol),
                        [] { return "cannot open a socket"; }));
}

void set_option(const UniqueFd& socket, int level, int option, int value) {
  check(::setsockopt(socket.get(), level, option, &value, sizeof(value)),
        [] { return "cannot set an option on a socket"; });
}

SocketAddress local_of(const UniqueFd& socket) {
  SocketAddress address;
  auto size = static_cast<socklen_t>(address.capacity());
  check(::getsockname(socket.get(), address.data(), &size),
        [] { return "cannot ask where a socket is bound"; });
  return address;
}

std::error_code result_of(int returned) {
  return returned == 0 ? std::error_code() : error_code_from(errno);
}

std::error_code bind_socket(const UniqueFd& socket, const SocketAddress& address) {
  return result_of(::bind(socket.get(), address.data(), static_cast<socklen_t>(address.size())));
}

std::error_code connect_socket(const UniqueFd& socket, const SocketAddress& address) {
  return result_of(::connect(socket.get(), address.data(), static_cast<socklen_t>(address.size())));
}

}  // namespace netrig
