// The errors that the kernel keeps for a socket with IP_RECVERR or IPV6_RECVERR (MSG_ERRQUEUE,
// ip(7)).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "netrig/probe/verdict.hpp"

namespace netrig {

struct QueuedError {
  int error = 0;                       ///< an errno
  std::optional<IcmpError> icmp{};     ///< empty when this node's own kernel complains
  std::optional<std::uint32_t> mtu{};  ///< of EMSGSIZE, also without an ICMP message
  /// How the packet that met the error begins, behind its IP header; for UDP behind its own header.
  std::array<std::uint8_t, 8> packet{};
  std::size_t packet_size = 0;  ///< how much of `packet` there is
};

/// Takes the oldest one; empty when there is none. Taking it also clears the socket's SO_ERROR
/// (sock_dequeue_err_skb() in net/core/skbuff.c).
std::optional<QueuedError> take_queued_error(int socket);

}  // namespace netrig
