// A packet, as far as its headers tell.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/netlink/ip_protocol.hpp"

namespace netrig {

struct Packet {
  IpAddress source{}, destination{};
  IpProtocol protocol{};
  std::uint16_t source_port = 0, destination_port = 0;  ///< of TCP and UDP
  std::uint8_t icmp_type = 0;                           ///< of ICMP and ICMPv6
  std::uint16_t echo_id = 0;                            ///< of their echoes

  bool is_icmp() const { return protocol == IpProtocol::icmp || protocol == IpProtocol::icmpv6; }
  bool operator==(const Packet&) const = default;
};
/// Of TCP and UDP.
Endpoint destination_of(const Packet& packet);
/// Of ICMP and of ICMPv6.
std::uint8_t echo_request_type(IpProtocol protocol);
std::uint8_t echo_reply_type(IpProtocol protocol);
/// Redirects tell of a better way, and go beside the packet.
bool is_redirect(const Packet& packet);
/// Why its loss says little of what else its probe sends and hears: "it was an ICMP error". Empty
/// for most.
std::string_view doubt_about(const Packet& packet);
/// "10.0.1.2:41834 -> 10.0.2.2:80/tcp", "10.0.1.2 -> 10.0.2.2 icmp echo request"
std::string to_string(const Packet& packet);

/// Of the bytes from the IP header on, and of those behind it (NFTA_TRACE_NETWORK_HEADER,
/// NFTA_TRACE_TRANSPORT_HEADER), of which some may be missing at the end.
Packet packet_of(std::string_view network_header, std::string_view transport_header);

}  // namespace netrig
