// Datagrams that know to which address they were sent.
#pragma once

#include <netinet/in.h>

#include <optional>
#include <string_view>

#include "core/socket_address.hpp"
#include "netrig/core/address.hpp"

namespace netrig {

struct Datagram {
  SocketAddress from;
  std::string_view payload;  ///< in the caller's buffer
  IpAddress asked;           ///< the destination address, as plain_address()
  /// What to answer from, the same address where that is possible: an address of this node, not a
  /// broadcast or multicast one. As the socket has them, of one family or the other.
  std::optional<in_pktinfo> v4_source{};
  std::optional<in6_pktinfo> v6_source{};
};

/// Takes the next one from a non-blocking socket with IP_PKTINFO and IPV6_RECVPKTINFO, as far as it
/// fits into the buffer. Empty when there is none.
std::optional<Datagram> receive_datagram(int socket, char* buffer, std::size_t size);

/// Sends `text` back to the sender from the address that was asked. What the network or this node's
/// policy does to it is not reported.
void answer_datagram(int socket, const Datagram& asked, std::string_view text);

}  // namespace netrig
