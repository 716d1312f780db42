#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <sys/socket.h>

#include "netlink/attributes.hpp"
#include "netlink/big_endian.hpp"
#include "netlink/conntrack_requests.hpp"

namespace netrig::netlink {
namespace {

// The first of the two attributes that is an address.
IpAddress address_of(const nlattr* v4, const nlattr* v6) {
  if (v4 && mnl_attr_get_payload_len(v4) == 4) return address_in(v4);
  if (v6 && mnl_attr_get_payload_len(v6) == 16) return address_in(v6);
  return {};
}

ConntrackTuple tuple_in(const nlattr* attribute) {
  ConntrackTuple tuple;
  if (!attribute) return tuple;
  const Attributes<CTA_TUPLE_MAX> parts(attribute);
  tuple.zone = number_in<std::uint16_t>(parts[CTA_TUPLE_ZONE]);
  if (const auto* outer = parts[CTA_TUPLE_IP]) {
    const Attributes<CTA_IP_MAX> ip(outer);
    tuple.source = address_of(ip[CTA_IP_V4_SRC], ip[CTA_IP_V6_SRC]);
    tuple.destination = address_of(ip[CTA_IP_V4_DST], ip[CTA_IP_V6_DST]);
  }
  if (const auto* outer = parts[CTA_TUPLE_PROTO]) {
    const Attributes<CTA_PROTO_MAX> proto(outer);
    tuple.protocol = number_or_zero<std::uint8_t>(proto[CTA_PROTO_NUM]);
    tuple.source_port = number_or_zero<std::uint16_t>(proto[CTA_PROTO_SRC_PORT]);
    tuple.destination_port = number_or_zero<std::uint16_t>(proto[CTA_PROTO_DST_PORT]);
    const auto icmp = [&](std::uint16_t id, std::uint16_t type, std::uint16_t code) {
      if (proto[id])
        tuple.icmp = {.type = number_or_zero<std::uint8_t>(proto[type]),
                      .code = number_or_zero<std::uint8_t>(proto[code]),
                      .id = number_or_zero<std::uint16_t>(proto[id])};
    };
    icmp(CTA_PROTO_ICMP_ID, CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMP_CODE);
    icmp(CTA_PROTO_ICMPV6_ID, CTA_PROTO_ICMPV6_TYPE, CTA_PROTO_ICMPV6_CODE);
  }
  return tuple;
}

std::optional<ConntrackTcpState> tcp_state_in(const nlattr* attribute) {
  if (!attribute) return std::nullopt;
  const Attributes<CTA_PROTOINFO_MAX> info(attribute);
  if (!info[CTA_PROTOINFO_TCP]) return std::nullopt;
  const Attributes<CTA_PROTOINFO_TCP_MAX> tcp(info[CTA_PROTOINFO_TCP]);
  const auto number = number_in<std::uint8_t>(tcp[CTA_PROTOINFO_TCP_STATE]);
  if (!number) return std::nullopt;
  return static_cast<ConntrackTcpState>(*number);
}

std::optional<ConntrackEntry::Counters> counters_in(const nlattr* attribute) {
  if (!attribute) return std::nullopt;
  const Attributes<CTA_COUNTERS_MAX> counters(attribute);
  return ConntrackEntry::Counters{
      .packets = number_or_zero<std::uint64_t>(counters[CTA_COUNTERS_PACKETS]),
      .bytes = number_or_zero<std::uint64_t>(counters[CTA_COUNTERS_BYTES])};
}

}  // namespace

ConntrackEntry parse_conntrack(const nlmsghdr& header) {
  const Attributes<CTA_MAX> attributes(header, sizeof(nfgenmsg));
  return {.original = tuple_in(attributes[CTA_TUPLE_ORIG]),
          .reply = tuple_in(attributes[CTA_TUPLE_REPLY]),
          .status = number_or_zero<std::uint32_t>(attributes[CTA_STATUS]),
          .tcp_state = tcp_state_in(attributes[CTA_PROTOINFO]),
          .zone = number_or_zero<std::uint16_t>(attributes[CTA_ZONE]),
          .mark = number_or_zero<std::uint32_t>(attributes[CTA_MARK]),
          .timeout = std::chrono::seconds(number_or_zero<std::uint32_t>(attributes[CTA_TIMEOUT])),
          .original_counters = counters_in(attributes[CTA_COUNTERS_ORIG]),
          .reply_counters = counters_in(attributes[CTA_COUNTERS_REPLY]),
          .id = number_or_zero<std::uint32_t>(attributes[CTA_ID])};
}

std::vector<ConntrackEntry> conntrack(Socket& netfilter, const std::string& place,
                                      std::optional<Family> family) {
  Batch batch(place);
  auto& request = batch
                      .add(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, NLM_F_DUMP,
                           [] { return std::string("cannot list the tracked connections"); })
                      .put_header<nfgenmsg>();
  request.nfgen_family = !family ? AF_UNSPEC : *family == Family::ipv4 ? AF_INET : AF_INET6;
  std::vector<ConntrackEntry> found;
  netfilter.dump(
      batch, [&] { found.clear(); },
      [&](const nlmsghdr& header) { found.push_back(parse_conntrack(header)); });
  return found;
}

}  // namespace netrig::netlink
