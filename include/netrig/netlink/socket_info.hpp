// A socket as sock_diag(7) lists it: what `ss -tulnp` shows.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// A process that holds a socket open.
struct SocketHolder {
  pid_t pid = 0;
  std::string command{};  ///< /proc/PID/comm
  int fd = -1;

  bool operator==(const SocketHolder&) const = default;
};

/// A TCP socket in LISTEN or a bound, unconnected UDP socket.
struct ListeningSocket {
  Endpoint local{};          ///< the wildcard address is 0.0.0.0 or ::
  std::string interface {};  ///< the only one that it takes packets from (SO_BINDTODEVICE)
  bool is_v6_only = false;   ///< IPV6_V6ONLY: a socket on :: that does not take IPv4 too
  uid_t uid = 0;
  ino_t inode = 0;
  std::vector<SocketHolder> holders{};  ///< the processes that this one may look into (proc(5))

  bool operator==(const ListeningSocket&) const = default;
};
/// "0.0.0.0:8080/tcp users:((\"nginx\",pid=12,fd=6))"
std::string to_string(const ListeningSocket& socket);
template <>
inline constexpr bool is_printable<ListeningSocket> = true;

}  // namespace netrig
