// A protocol above IP, by its number in the IP header.
#pragma once

#include <cstdint>
#include <string>

#include "netrig/core/print.hpp"

namespace netrig {

/// The protocols that routing is asked about by name; any other number may be cast to it (IANA).
enum class IpProtocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17, icmpv6 = 58 };
/// "icmp", "tcp", "udp", "ipv6-icmp", as /etc/protocols and `ip rule` have them, else the number
std::string to_string(IpProtocol protocol);
template <>
inline constexpr bool is_printable<IpProtocol> = true;

}  // namespace netrig
