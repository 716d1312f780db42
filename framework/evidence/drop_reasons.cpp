#include "evidence/drop_reasons.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace netrig {
namespace {

constexpr std::string_view unknown = "what decided it is not known", full = "something was full",
                           lost = "it was damaged", may_come = "it may become ready";

struct Row {
  std::string_view reason;
  DropMeaning meaning;
};

// include/net/dropreason-core.h says what each of them is. Of those that the kernel may answer with
// an ICMP error none is certain: the error may be on its way.
constexpr std::array rows{
    Row{"IP_RPFILTER", {DropCause::route, "the way back to its source is another (rp_filter)", ""}},
    Row{"IP_LOCAL_SOURCE", {DropCause::route, "its source is an address of the node itself", ""}},
    Row{"IP_INVALID_SOURCE", {DropCause::route, "its source can be nobody's", ""}},
    Row{"IP_INVALID_DEST", {DropCause::route, "its destination can be nobody's", ""}},
    Row{"IP_LOCALNET", {DropCause::route, "127.0.0.0/8 stays within a node", ""}},
    Row{"IPV6DISABLED", {DropCause::route, "IPv6 is off where it came in (disable_ipv6)", ""}},
    Row{"IP_INADDRERRORS", {DropCause::route, "the node neither has nor forwards it", unknown}},
    Row{"IP_INNOROUTES", {DropCause::route, "no route leads on", unknown}},
    Row{"IP_OUTNOROUTES", {DropCause::route, "no route leads there", unknown}},
    Row{"NEIGH_FAILED", {DropCause::neighbour, "the next hop does not answer", may_come}},
    Row{"NEIGH_CREATEFAIL", {DropCause::neighbour, "", full}},
    Row{"NEIGH_QUEUEFULL", {DropCause::neighbour, "", full}},
    Row{"NEIGH_DEAD", {DropCause::neighbour, "", may_come}},
    Row{"NEIGH_HH_FILLFAIL", {DropCause::neighbour, "", may_come}},
    Row{"DEV_READY", {DropCause::link, "the interface is not ready", may_come}},
    Row{"PKT_TOO_BIG", {DropCause::mtu, "", unknown}},
    Row{"NETFILTER_DROP", {DropCause::kernel, "a firewall whose rule was not traced", unknown}},
    Row{"TC_INGRESS", {DropCause::kernel, "by a tc filter where it came in", unknown}},
    Row{"TC_EGRESS", {DropCause::kernel, "by a tc filter where it was to leave", unknown}},
    Row{"XDP", {DropCause::kernel, "by an XDP program", unknown}},
    Row{"BPF_CGROUP_EGRESS", {DropCause::kernel, "by a control group's eBPF program", unknown}},
    Row{"SOCKET_FILTER", {DropCause::kernel, "by a filter of the socket", unknown}},
    Row{"SECURITY_HOOK", {DropCause::kernel, "by a security module", unknown}},
    Row{"QDISC_DROP", {DropCause::kernel, "by a queueing discipline", full}},
    Row{"QDISC_OVERLIMIT", {DropCause::kernel, "by a queueing discipline", full}},
    Row{"QDISC_CONGESTED", {DropCause::kernel, "by a queueing discipline", full}},
    Row{"CPU_BACKLOG", {DropCause::kernel, "", full}},
    Row{"FULL_RING", {DropCause::kernel, "", full}},
    Row{"SOCKET_RCVBUFF", {DropCause::kernel, "the socket does not read", full}},
    Row{"SOCKET_BACKLOG", {DropCause::kernel, "the socket does not read", full}},
    Row{"TCP_LISTEN_OVERFLOW", {DropCause::kernel, "the service does not accept", full}},
    Row{"PROTO_MEM", {DropCause::kernel, "", full}},
    Row{"IP_CSUM", {DropCause::kernel, "its checksum is wrong", lost}},
    Row{"TCP_CSUM", {DropCause::kernel, "its checksum is wrong", lost}},
    Row{"UDP_CSUM", {DropCause::kernel, "its checksum is wrong", lost}},
    Row{"ICMP_CSUM", {DropCause::kernel, "its checksum is wrong", lost}},
};

// What ended otherwise: NO_SOCKET is answered, and of an echo reply the kernel's own sockets say it
// after a raw one has got it. What came for others: of what bridges flood, copies end at each
// switch and host that is not on the way.
constexpr std::array<std::string_view, 14> no_losses{
    "SKB_NOT_DROPPED_YET", "SKB_CONSUMED",      "NOT_SPECIFIED",
    "NO_SOCKET",           "SOCKET_CLOSE",      "QUEUE_PURGE",
    "PACKET_SOCK_ERROR",   "UNHANDLED_PROTO",   "DUP_FRAG",
    "OTHERHOST",           "NO_TX_TARGET",      "BRIDGE_INGRESS_STP_STATE",
    "LOCAL_MAC",           "MAC_INVALID_SOURCE"};

// Each raw socket gets a copy, which its filter or its size may refuse.
bool is_for_any_socket(const KernelDrop& drop) {
  return drop.packet.is_icmp() && drop.reason.starts_with("SOCKET_");
}

}  // namespace

std::optional<DropMeaning> meaning_of(const KernelDrop& drop) {
  const auto* const row = std::ranges::find(rows, drop.reason, &Row::reason);
  if (is_for_any_socket(drop)) return std::nullopt;
  if (row != rows.end()) return row->meaning;
  // TCP puts aside what it does not need.
  if (std::ranges::count(no_losses, drop.reason) != 0 || drop.reason.starts_with("TCP_"))
    return std::nullopt;
  return DropMeaning{.cause = DropCause::kernel, .words = "", .doubt = unknown};
}

}  // namespace netrig
