#include "netlink/conntrack_requests.hpp"

#include <endian.h>
#include <fmt/format.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

constexpr std::uint16_t get_request = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
constexpr std::uint16_t delete_request = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE;

void put_port(Message& message, std::uint16_t type, std::uint16_t number) {
  const auto bytes = htobe16(number);
  message.put_bytes(type, &bytes, sizeof(bytes));
}

void put_addresses(Message& message, const ConntrackTuple& tuple) {
  const bool is_v4 = tuple.source.is_v4();
  message.put(is_v4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, tuple.source);
  message.put(is_v4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, tuple.destination);
}

void put_protocol(Message& message, const ConntrackTuple& tuple) {
  message.put_bytes(CTA_PROTO_NUM, &tuple.protocol, sizeof(tuple.protocol));
  if (!tuple.icmp) {
    put_port(message, CTA_PROTO_SRC_PORT, tuple.source_port);
    put_port(message, CTA_PROTO_DST_PORT, tuple.destination_port);
    return;
  }
  const auto& [type, code, id] = *tuple.icmp;
  const bool is_v4 = tuple.protocol == IPPROTO_ICMP;
  put_port(message, is_v4 ? CTA_PROTO_ICMP_ID : CTA_PROTO_ICMPV6_ID, id);
  message.put_bytes(is_v4 ? CTA_PROTO_ICMP_TYPE : CTA_PROTO_ICMPV6_TYPE, &type, sizeof(type));
  message.put_bytes(is_v4 ? CTA_PROTO_ICMP_CODE : CTA_PROTO_ICMPV6_CODE, &code, sizeof(code));
}

void put_tuple(Message& message, const ConntrackTuple& tuple) {
  message.nest(CTA_TUPLE_ORIG, [&] {
    message.nest(CTA_TUPLE_IP, [&] { put_addresses(message, tuple); });
    message.nest(CTA_TUPLE_PROTO, [&] { put_protocol(message, tuple); });
    if (tuple.zone) put_port(message, CTA_TUPLE_ZONE, *tuple.zone);
  });
}

std::uint8_t family_of(const ConntrackTuple& tuple) {
  return tuple.source.is_v4() ? AF_INET : AF_INET6;
}

}  // namespace

std::optional<ConntrackEntry> find_conntrack(Socket& netfilter, const std::string& place,
                                             const ConntrackTuple& tuple) try {
  Batch batch(place);
  auto message = batch.add(get_request, 0, [&] {
    return fmt::format("cannot ask for the tracked connection '{}'", tuple);
  });
  message.put_header<nfgenmsg>().nfgen_family = family_of(tuple);
  put_tuple(message, tuple);
  std::optional<ConntrackEntry> found;
  netfilter.execute(batch, [&](const nlmsghdr& header) { found = parse_conntrack(header); });
  return found;
} catch (const Error& error) {
  // Without connection tracking the kernel says something else.
  if (error.code() != std::errc::no_such_file_or_directory &&
      error.code() != std::errc::invalid_argument)
    throw;
  return std::nullopt;
}

void flush_conntrack(Socket& netfilter, const std::string& place, std::optional<Family> family) {
  Batch batch(place);
  auto& request = batch
                      .add(delete_request, 0,
                           [] { return std::string("cannot flush the tracked connections"); })
                      .put_header<nfgenmsg>();
  // Version 0 flushes both families, whichever is asked for (ctnetlink_del_conntrack() in
  // net/netfilter/nf_conntrack_netlink.c).
  request.version = family ? 1 : 0;
  request.nfgen_family = !family ? AF_UNSPEC : *family == Family::ipv4 ? AF_INET : AF_INET6;
  netfilter.execute(batch);
}

void remove_conntrack(Socket& netfilter, const std::string& place, const ConntrackEntry& entry) {
  Batch batch(place);
  auto message = batch.add(delete_request, 0, [&] {
    return fmt::format("cannot remove the tracked connection '{}'", entry);
  });
  message.put_header<nfgenmsg>().nfgen_family = family_of(entry.original);
  put_tuple(message, entry.original);
  if (entry.zone != 0) put_port(message, CTA_ZONE, entry.zone);
  const auto id = htobe32(entry.id);
  message.put_bytes(CTA_ID, &id, sizeof(id));
  netfilter.execute(batch);
}

}  // namespace netrig::netlink
