#include "netrig/netlink/conntrack.hpp"

#include <fmt/format.h>
#include <netinet/in.h>

#include <array>

namespace netrig {
namespace {

// The names that conntrack(8) gives them.
std::string_view name_of(std::uint8_t protocol) {
  switch (protocol) {
    case IPPROTO_ICMP: return "icmp";
    case IPPROTO_TCP: return "tcp";
    case IPPROTO_UDP: return "udp";
    case IPPROTO_DCCP: return "dccp";
    case IPPROTO_GRE: return "gre";
    case IPPROTO_ICMPV6: return "icmpv6";
    case IPPROTO_SCTP: return "sctp";
    case IPPROTO_UDPLITE: return "udplite";
    default: return "unknown";
  }
}

bool has_ports(std::uint8_t protocol) {
  return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_DCCP ||
         protocol == IPPROTO_SCTP || protocol == IPPROTO_UDPLITE;
}

// One direction of an entry: its tuple, `zone_name` if it has a zone of its own, its counters.
std::string direction(const ConntrackTuple& tuple, std::string_view zone_name,
                      const std::optional<ConntrackEntry::Counters>& counters) {
  auto text = fmt::format(" {}", tuple);
  if (tuple.zone) text += fmt::format(" {}={}", zone_name, *tuple.zone);
  if (counters) text += fmt::format(" packets={} bytes={}", counters->packets, counters->bytes);
  return text;
}

}  // namespace

std::string to_string(const ConntrackTuple& tuple) {
  auto text = fmt::format("src={} dst={}", tuple.source, tuple.destination);
  if (has_ports(tuple.protocol))
    text += fmt::format(" sport={} dport={}", tuple.source_port, tuple.destination_port);
  if (tuple.protocol == IPPROTO_GRE)
    text += fmt::format(" srckey={:#x} dstkey={:#x}", tuple.source_port, tuple.destination_port);
  if (tuple.icmp)
    text +=
        fmt::format(" type={} code={} id={}", tuple.icmp->type, tuple.icmp->code, tuple.icmp->id);
  return text;
}

std::string to_string(ConntrackTcpState state) {
  constexpr std::array names{"NONE",       "SYN_SENT", "SYN_RECV",  "ESTABLISHED", "FIN_WAIT",
                             "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE",       "SYN_SENT2"};
  const auto number = static_cast<std::size_t>(state);
  return number < names.size() ? names[number] : fmt::format("STATE_{}", number);
}

std::string to_string(const ConntrackEntry& entry) {
  const auto is_offloaded =
      entry.is(ConntrackStatus::offloaded) || entry.is(ConntrackStatus::hardware_offloaded);
  auto text = fmt::format("{:<8} {}", name_of(entry.protocol()), entry.protocol());
  if (!is_offloaded) text += fmt::format(" {}", entry.timeout.count());
  if (entry.tcp_state && !is_offloaded) text += fmt::format(" {}", *entry.tcp_state);
  text += direction(entry.original, "zone-orig", entry.original_counters);
  if (!entry.is(ConntrackStatus::seen_reply)) text += " [UNREPLIED]";
  text += direction(entry.reply, "zone-reply", entry.reply_counters);
  if (entry.is(ConntrackStatus::hardware_offloaded))
    text += " [HW_OFFLOAD]";
  else if (is_offloaded)
    text += " [OFFLOAD]";
  else if (entry.is(ConntrackStatus::assured))
    text += " [ASSURED]";
  if (entry.mark != 0) text += fmt::format(" mark={}", entry.mark);
  if (entry.zone != 0) text += fmt::format(" zone={}", entry.zone);
  return text;
}

}  // namespace netrig
