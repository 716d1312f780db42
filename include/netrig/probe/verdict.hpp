// What became of a probe, as far as the sockets at its own end can tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

enum class Verdict {
  reached,     ///< the target answered, and as expected
  unexpected,  ///< the target answered, but not what the probe expects
  refused,     ///< the target says that nobody listens: a RST, or ICMP port unreachable for UDP. A
               ///< firewall's RST looks the same on the wire
  rejected,    ///< an ICMP error came back: Outcome::icmp_error names its sender
  no_route,    ///< a node on the way has no route: ICMP network unreachable, or ENETUNREACH here
  no_address,  ///< the name in a URL leads to none: Outcome::explanation has the resolver's words
  unresolved,  ///< ARP or neighbour discovery got no answer on this node's own link
  denied,      ///< this node's own policy forbids to send: EPERM, EACCES
  dropped,     ///< the packet, or its answer, died without a word: Outcome::drop says where and why
  silent,      ///< the deadline passed and nothing explains it
};
/// "reached", "no route", ...
std::string to_string(Verdict verdict);
template <>
inline constexpr bool is_printable<Verdict> = true;

/// An ICMP or ICMPv6 error message that a probe's packet brought back (RFC 792, RFC 4443).
struct IcmpError {
  IpAddress sender;  ///< the node that complains; its family tells ICMP from ICMPv6
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::optional<std::uint32_t> mtu{};  ///< of "fragmentation needed" and "packet too big", bytes

  bool operator==(const IcmpError&) const = default;
};
/// "ICMP host unreachable (type 3, code 1) from 10.0.1.1"
std::string to_string(const IcmpError& error);
template <>
inline constexpr bool is_printable<IcmpError> = true;

}  // namespace netrig
