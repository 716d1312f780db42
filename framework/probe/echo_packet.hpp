// ICMP and ICMPv6 echo messages, without their IP header (RFC 792, RFC 4443).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace netrig {

/// The header that both have; a payload follows.
inline constexpr std::size_t echo_header_size = 8;

/// Tells the requests of this process apart.
struct EchoId {
  std::uint16_t identifier = 0;  ///< of a probe
  std::uint16_t sequence = 0;    ///< of a request of it
};

/// A request. Its payload is a pattern that follows from the id. The kernel fills in the checksum
/// of ICMPv6, for it covers the addresses (RFC 3542, 3.1).
std::vector<std::uint8_t> echo_request(bool v4, EchoId id, std::size_t payload_size);

/// The id of an echo message; empty when there are too few bytes.
std::optional<EchoId> echo_id(std::span<const std::uint8_t> message);

/// Whether the payload of a reply is the one that echo_request() makes.
bool is_echo_of(EchoId id, std::size_t payload_size, std::span<const std::uint8_t> reply);

/// Has a raw ICMP socket hear only the replies to `identifier`: neither others' packets wake it,
/// nor do they fill its buffer. Errors reach it all the same (MSG_ERRQUEUE).
void hear_only_replies(int socket, bool v4, std::uint16_t identifier);

/// A raw IPv4 socket hands over the IP header, a raw IPv6 socket does not.
std::span<const std::uint8_t> without_ip_header(std::span<const std::uint8_t> packet);

}  // namespace netrig
