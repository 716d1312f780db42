// Packets that no ordinary socket sends: in the calling thread's namespace, by raw sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/mac_address.hpp"

namespace netrig {

using Bytes = std::vector<std::uint8_t>;

/// What a packet carries; the kernel puts its IP header in front.
void send_payload(const IpAddress& target, int protocol, const Bytes& payload);

/// An ICMP or ICMPv6 message, complete but for its checksum: type, code, two bytes, ...
void send_icmp(const IpAddress& target, Bytes message);

/// An ICMP or ICMPv6 "port unreachable" that quotes a datagram between port 4000 and port 53.
Bytes port_unreachable_about(const IpAddress& sender, const IpAddress& target);

/// An unsolicited neighbour advertisement to all nodes on the link: `address`, the sender's own, is
/// at `mac` (RFC 4861 section 7.2.6).
void advertise(const IpAddress& address, const MacAddress& mac, int interface_index);

/// A piece of an IP packet's payload.
struct Fragment {
  std::size_t offset = 0;  ///< bytes, a multiple of 8
  Bytes bytes{};
  bool more = true;  ///< whether others follow behind it
};

/// The payload of an IP packet from one to the other: UDP header, checksum and all.
Bytes udp_datagram(const Endpoint& from, const Endpoint& to, std::string_view payload);

/// Pieces of `size` bytes, a multiple of 8, in their order.
std::vector<Fragment> cut(const Bytes& payload, std::size_t size);

/// Sends fragments of UDP datagrams as they are, one after the other.
void send_fragments(const IpAddress& from, const IpAddress& to, std::uint16_t packet_id,
                    const std::vector<Fragment>& fragments);

}  // namespace netrig
