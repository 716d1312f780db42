#include "probe/classify.hpp"

#include <fmt/format.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <cerrno>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// ICMP and ICMPv6 messages of the same meaning.
enum class Meaning {
  no_route,
  host_unreachable,
  port_unreachable,
  prohibited,
  too_big,
  expired,
  other,
};

Meaning meaning_v4(const IcmpError& error) {
  if (error.type == ICMP_TIME_EXCEEDED)
    return error.code == ICMP_EXC_TTL ? Meaning::expired : Meaning::other;
  if (error.type != ICMP_DEST_UNREACH) return Meaning::other;
  switch (error.code) {
    case ICMP_NET_UNREACH:
    case ICMP_NET_UNKNOWN: return Meaning::no_route;
    case ICMP_HOST_UNREACH:
    case ICMP_HOST_UNKNOWN: return Meaning::host_unreachable;
    case ICMP_PORT_UNREACH: return Meaning::port_unreachable;
    case ICMP_FRAG_NEEDED: return Meaning::too_big;
    case ICMP_NET_ANO:
    case ICMP_HOST_ANO:
    case ICMP_PKT_FILTERED: return Meaning::prohibited;
    default: return Meaning::other;
  }
}

Meaning meaning_v6(const IcmpError& error) {
  if (error.type == ICMP6_PACKET_TOO_BIG) return Meaning::too_big;
  if (error.type == ICMP6_TIME_EXCEEDED)
    return error.code == ICMP6_TIME_EXCEED_TRANSIT ? Meaning::expired : Meaning::other;
  if (error.type != ICMP6_DST_UNREACH) return Meaning::other;
  constexpr int source_failed_policy = 5, reject_route = 6;  // RFC 4443
  switch (error.code) {
    case ICMP6_DST_UNREACH_NOROUTE: return Meaning::no_route;
    case ICMP6_DST_UNREACH_ADDR: return Meaning::host_unreachable;
    case ICMP6_DST_UNREACH_NOPORT: return Meaning::port_unreachable;
    case ICMP6_DST_UNREACH_ADMIN:
    case source_failed_policy:
    case reject_route: return Meaning::prohibited;
    default: return Meaning::other;
  }
}

Finding classify_own(const Asked& asked, Meaning meaning) {
  const auto* resolution = asked.target.is_v4() ? "ARP" : "neighbour discovery";
  switch (meaning) {
    case Meaning::host_unreachable:
      return {Verdict::unresolved,
              fmt::format("nobody on {}'s own link answered {} for {} or the gateway to it",
                          asked.from, resolution, asked.target)};
    case Meaning::no_route:
    case Meaning::port_unreachable:
    case Meaning::prohibited:
      return {Verdict::denied,
              fmt::format("{} itself rejects this packet, like a firewall rule", asked.from)};
    case Meaning::too_big:
    case Meaning::expired:
    case Meaning::other: break;
  }
  return {Verdict::rejected, ""};
}

Finding classify_port_unreachable(const Asked& asked, const IcmpError& error) {
  const bool from_target = error.sender == asked.target;
  if (asked.kind == ProbeKind::udp && from_target) return {Verdict::refused, ""};
  if (asked.kind == ProbeKind::tcp && from_target)
    return {Verdict::rejected, "a closed TCP port answers with a RST, so a firewall said this"};
  return {Verdict::rejected, ""};
}

}  // namespace

Finding classify_local(const Asked& asked, int error, std::optional<std::uint32_t> mtu) {
  const auto& [kind, from, target] = asked;
  const auto route = [&, &node = from, &to = target](const char* type) {
    return fmt::format("a route of type '{}' at {} covers {}, or a rule of that type", type, node,
                       to);
  };
  switch (error) {
    case ENETUNREACH: return {Verdict::no_route, fmt::format("no route to {} at {}", target, from)};
    // The types of routes and of rules, and their errors: fib_props in net/ipv4/fib_semantics.c,
    // ip6_rt_type_to_error() in net/ipv6/route.c.
    case EHOSTUNREACH: return {Verdict::no_route, route("unreachable")};
    case EINVAL: return {Verdict::no_route, route("blackhole")};
    case EACCES: return {Verdict::denied, route("prohibit")};
    case EPERM:
      return {Verdict::denied, fmt::format("a firewall rule for what leaves {} drops it", from)};
    case ENETDOWN:
      return {Verdict::no_route, fmt::format("the interface towards {} is down", target)};
    case EADDRNOTAVAIL:
      return {Verdict::no_route,
              fmt::format("{} has no address, or no free port, to send to {} from", from, target)};
    case EMSGSIZE:
      return {Verdict::rejected,
              mtu ? fmt::format("{} itself sends at most {} bytes to {} unfragmented", from, *mtu,
                                target)
                  : std::string()};
    case ECONNREFUSED:
    case ECONNRESET: return {Verdict::refused, ""};
    case ENOBUFS:
      // Most likely: ip_finish_output2() in net/ipv4/ip_output.c, ip6_finish_output2().
      throw Error(
          error_code_from(error), fmt::format("cannot probe {} in '{}'", target, from), "",
          "if this machine's neighbour table is full, raise net.ipv4.neigh.default.gc_thresh3 "
          "and its IPv6 twin");
    default:
      throw Error(error_code_from(error), fmt::format("cannot probe {} in '{}'", target, from));
  }
}

Finding classify_icmp(const Asked& asked, const IcmpError& error, bool from_self) {
  const auto meaning = error.sender.is_v4() ? meaning_v4(error) : meaning_v6(error);
  if (from_self && error.sender != asked.target) return classify_own(asked, meaning);
  switch (meaning) {
    case Meaning::no_route:
      return {Verdict::no_route, fmt::format("no route to {} at {}", asked.target, error.sender)};
    case Meaning::host_unreachable:
      return {Verdict::rejected,
              fmt::format("{} has an 'unreachable' route to {}, or nobody there answered {}",
                          error.sender, asked.target,
                          asked.target.is_v4() ? "ARP" : "neighbour discovery")};
    case Meaning::port_unreachable: return classify_port_unreachable(asked, error);
    case Meaning::prohibited:
      return {Verdict::rejected,
              fmt::format("a firewall rule or a 'prohibit' route at {} forbids it", error.sender)};
    case Meaning::expired:
      return {Verdict::rejected,
              fmt::format("it may pass no more routers when it comes to {}", error.sender)};
    case Meaning::too_big:
    case Meaning::other: break;
  }
  return {Verdict::rejected, ""};
}

}  // namespace netrig
