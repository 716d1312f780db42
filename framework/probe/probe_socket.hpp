// The sockets that probes ask with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "evidence/witness.hpp"
#include "netrig/core/address.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/probe/probe.hpp"

namespace netrig {

/// What echo, TCP and UDP probes have in common.
struct SocketOptions {
  IpAddress target;
  std::optional<std::uint8_t> ttl{};
  std::optional<IpAddress> source{};
  std::uint16_t source_port = 0;
  std::uint32_t mark = 0;
  bool transparent = false;
  /// Is told of the flow before its first packet leaves.
  Witness* witness = nullptr;
};
SocketOptions socket_options(const EchoProbe& probe);
SocketOptions socket_options(const TcpProbe& probe);
SocketOptions socket_options(const UdpProbe& probe);
SocketOptions socket_options(const DnsProbe& probe);

/// Opens a non-blocking socket in the calling thread's namespace, called `place`. From its first
/// packet on it keeps ICMP errors and who sent them (IP_RECVERR). Throws Error: no descriptors, a
/// source that is not the node's own and not transparent, a source port that is taken.
UniqueFd open_probe_socket(int type, int protocol, const SocketOptions& options,
                           const std::string& place);

/// Tells the witness of a TCP or UDP socket, if there is one, before it sends.
void announce(int socket, const SocketOptions& options, IpProtocol protocol);

void set_option(int socket, int level, int option, int value, const char* name);

/// Connects and gives back an errno; 0 when the kernel has no objection so far, as with
/// EINPROGRESS.
int connect_to(int socket, const IpAddress& target, std::uint16_t port);

}  // namespace netrig
