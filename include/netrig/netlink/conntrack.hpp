// A connection as the kernel tracks it: what `conntrack -L` shows.
//
//   for (const auto& connection : network[gateway].conntrack())
//     if (connection.is_translated()) fmt::print("{}\n", connection);
//
// The kernel tracks where something asks for it: a ruleset that uses `ct` or NAT, or iptables'
// conntrack match. In a namespace without such a ruleset nothing is tracked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// What identifies the packets of one direction.
struct ConntrackTuple {
  IpAddress source{}, destination{};
  std::uint8_t protocol = 0;  ///< as in the IP header (IPPROTO_*): 6 is TCP
  /// Of protocols that have ports; else 0. Of GRE the keys of its version 1 (PPTP).
  std::uint16_t source_port = 0, destination_port = 0;
  struct Icmp {
    std::uint8_t type = 0, code = 0;
    std::uint16_t id = 0;
    bool operator==(const Icmp&) const = default;
  };
  std::optional<Icmp> icmp{};           ///< of ICMP and ICMPv6
  std::optional<std::uint16_t> zone{};  ///< of this direction only (`ct original zone set`)

  bool operator==(const ConntrackTuple&) const = default;
};
/// "src=10.0.0.2 dst=192.0.2.80 sport=41834 dport=80"
std::string to_string(const ConntrackTuple& tuple);
template <>
inline constexpr bool is_printable<ConntrackTuple> = true;

/// The bits of ConntrackEntry::status: IPS_* in linux/netfilter/nf_conntrack_common.h.
enum class ConntrackStatus : std::uint32_t {
  expected = 1U << 0,                ///< announced by another connection, as FTP's data is
  seen_reply = 1U << 1,              ///< packets in both directions
  assured = 1U << 2,                 ///< not given up early when the table is full
  confirmed = 1U << 3,               ///< its first packet has left this node
  source_translated = 1U << 4,       ///< SNAT, masquerade
  destination_translated = 1U << 5,  ///< DNAT, redirect
  dying = 1U << 9,
  fixed_timeout = 1U << 10,
  has_helper = 1U << 13,
  offloaded = 1U << 14,  ///< to a flowtable
  hardware_offloaded = 1U << 15,
};

/// How far a TCP connection is, as conntrack sees it from the middle: TCP_CONNTRACK_*.
enum class ConntrackTcpState : std::uint8_t {
  none,
  syn_sent,
  syn_recv,
  established,
  fin_wait,
  close_wait,
  last_ack,
  time_wait,
  close,
  syn_sent2,  ///< both ends open at once
};
/// "SYN_SENT", "ESTABLISHED"
std::string to_string(ConntrackTcpState state);
template <>
inline constexpr bool is_printable<ConntrackTcpState> = true;

struct ConntrackEntry {
  /// What the one who began the connection sent, and what an answer to it looks like. Where
  /// addresses are translated, the second is not the first turned round.
  ConntrackTuple original{}, reply{};
  std::uint32_t status = 0;                      ///< see is()
  std::optional<ConntrackTcpState> tcp_state{};  ///< of TCP
  std::uint16_t zone = 0;                        ///< of both directions (`ct zone set`)
  std::uint32_t mark = 0;                        ///< `ct mark`
  std::chrono::seconds timeout{};  ///< until the kernel forgets it; 0 when offloaded or dying
  struct Counters {
    std::uint64_t packets = 0, bytes = 0;
    bool operator==(const Counters&) const = default;
  };
  /// Where net.netfilter.nf_conntrack_acct was 1 when the connection began.
  std::optional<Counters> original_counters{}, reply_counters{};
  std::uint32_t id = 0;  ///< mostly another than that of a later one with the same tuples

  bool is(ConntrackStatus flag) const { return (status & static_cast<std::uint32_t>(flag)) != 0; }
  std::uint8_t protocol() const noexcept { return original.protocol; }

  /// Whom the packets come from when they have left the node, and where they go. The ports are 0
  /// where the protocol has none.
  const IpAddress& seen_as() const noexcept { return reply.destination; }
  std::uint16_t seen_as_port() const noexcept { return reply.destination_port; }
  const IpAddress& delivered_to() const noexcept { return reply.source; }
  std::uint16_t delivered_to_port() const noexcept { return reply.source_port; }

  /// Addresses or ports differ on the two sides of the node.
  bool is_source_translated() const { return is(ConntrackStatus::source_translated); }
  bool is_destination_translated() const { return is(ConntrackStatus::destination_translated); }
  bool is_translated() const { return is_source_translated() || is_destination_translated(); }

  bool operator==(const ConntrackEntry&) const = default;
};
/// As `conntrack -L` prints it, less a mark of 0 and the number of users: "tcp      6 431999
/// ESTABLISHED src=10.0.0.2 dst=192.0.2.80 sport=41834 dport=80 src=192.0.2.80 dst=203.0.113.1
/// sport=80 dport=41834 [ASSURED] mark=7 zone=2"
std::string to_string(const ConntrackEntry& entry);
template <>
inline constexpr bool is_printable<ConntrackEntry> = true;

}  // namespace netrig
