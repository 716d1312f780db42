// Sockets as any program opens them, for questions about ports.
#pragma once

#include <string>
#include <system_error>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// What to bind to a port, and with which of the options of socket(7) and ipv6(7).
struct Binding {
  IpAddress address;
  bool reuse_address = false;      ///< SO_REUSEADDR
  bool reuse_port = false;         ///< SO_REUSEPORT
  bool v6_only = false;            ///< IPV6_V6ONLY, of IPv6 sockets
  bool sets_options_late = false;  ///< SO_* after bind(2)
  bool listens = true;             ///< listen(2) after bind(2), for TCP
  uid_t owner = 0;                 ///< the user who has opened it
};

struct BoundPlainSocket {
  UniqueFd fd;
  std::error_code result;  ///< of bind(2) and listen(2); zero when both did their work
};

/// In the calling thread's namespace.
BoundPlainSocket bind_plainly(const Binding& binding, TransportPort port);
/// listen(2)
std::error_code listen_plainly(const BoundPlainSocket& socket);
/// Whether this process may own sockets in the name of another user: not where only one is mapped
/// (user_namespaces(7)).
bool has_other_users();

/// Serves one connection over `lo` and closes its own end first: the port stays in TIME_WAIT (RFC
/// 9293).
void leave_in_time_wait(const Binding& binding, TransportPort port);

}  // namespace netrig
