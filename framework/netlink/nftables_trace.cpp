#include "netlink/nftables_trace.hpp"

#include <linux/netfilter.h>

#include "netlink/attributes.hpp"
#include "netlink/big_endian.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig::netlink {
namespace {

using Trace = Attributes<NFTA_TRACE_MAX>;

std::string text_in(const nlattr* attribute) {
  return attribute ? mnl_attr_get_str(attribute) : "";
}

std::string bytes_in(const nlattr* attribute) {
  if (!attribute) return {};
  return {static_cast<const char*>(mnl_attr_get_payload(attribute)),
          mnl_attr_get_payload_len(attribute)};
}

// A verdict of the negative kind, such as "jump", is none that ends a packet.
std::uint32_t verdict_in(const Trace& trace, TraceEvent::Kind kind) {
  constexpr std::uint32_t none = NF_MAX_VERDICT + 1;
  if (kind == TraceEvent::Kind::policy)
    return number_in<std::uint32_t>(trace[NFTA_TRACE_POLICY]).value_or(none);
  if (!trace[NFTA_TRACE_VERDICT]) return none;
  const Attributes<NFTA_VERDICT_MAX> verdict(trace[NFTA_TRACE_VERDICT]);
  return number_in<std::uint32_t>(verdict[NFTA_VERDICT_CODE]).value_or(none);
}

std::string word_for(std::uint32_t verdict) {
  switch (static_cast<int>(verdict)) {
    case NFT_CONTINUE: return "continue";
    case NFT_JUMP: return "jump";
    case NFT_GOTO: return "goto";
    case NFT_RETURN: return "return";
    default: break;
  }
  switch (verdict & NF_VERDICT_MASK) {
    case NF_DROP: return "drop";
    case NF_ACCEPT: return "accept";
    case NF_STOLEN: return "stolen";
    case NF_QUEUE: return "queue";
    default: return "";
  }
}

TraceEvent::Kind kind_of(const Trace& trace) {
  switch (number_or_zero<std::uint32_t>(trace[NFTA_TRACE_TYPE])) {
    // Without a rule where a base chain ends and its policy comes next.
    case NFT_TRACETYPE_RULE:
      return trace[NFTA_TRACE_RULE_HANDLE] ? TraceEvent::Kind::rule
                                           : TraceEvent::Kind::end_of_chain;
    case NFT_TRACETYPE_POLICY: return TraceEvent::Kind::policy;
    default: return TraceEvent::Kind::end_of_chain;
  }
}

}  // namespace

std::optional<TraceEvent> trace_event(const nlmsghdr& header) {
  if (header.nlmsg_type != nftables_message(NFT_MSG_TRACE)) return std::nullopt;
  const auto& fixed = *static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(&header));
  const Trace trace(header, sizeof(nfgenmsg));
  const auto kind = kind_of(trace);
  const auto verdict = verdict_in(trace, kind);
  const auto index_in = [&](std::uint16_t type) {
    return static_cast<int>(number_or_zero<std::uint32_t>(trace[type]));
  };
  return TraceEvent{.kind = kind,
                    .packet = number_or_zero<std::uint32_t>(trace[NFTA_TRACE_ID]),
                    .family = nftables_family_name(fixed.nfgen_family),
                    .table = text_in(trace[NFTA_TRACE_TABLE]),
                    .chain = text_in(trace[NFTA_TRACE_CHAIN]),
                    .handle = number_or_zero<std::uint64_t>(trace[NFTA_TRACE_RULE_HANDLE]),
                    // The upper half of the word is an errno (NF_DROP_ERR()).
                    .is_drop = (verdict & NF_VERDICT_MASK) == NF_DROP,
                    .verdict = kind == TraceEvent::Kind::end_of_chain ? "" : word_for(verdict),
                    .incoming_interface = index_in(NFTA_TRACE_IIF),
                    .outgoing_interface = index_in(NFTA_TRACE_OIF),
                    .network_header = bytes_in(trace[NFTA_TRACE_NETWORK_HEADER]),
                    .transport_header = bytes_in(trace[NFTA_TRACE_TRANSPORT_HEADER])};
}

}  // namespace netrig::netlink
