#include "netlink/nftables_expressions.hpp"

#include <linux/netfilter/nf_tables_compat.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "netlink/attributes.hpp"
#include "netlink/big_endian.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig::netlink {
namespace {

std::string text_in(const nlattr* attribute) {
  return attribute ? mnl_attr_get_str(attribute) : "";
}

template <std::size_t Size>
bool is_among(const std::array<std::string_view, Size>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Statements and the like, which change a packet or end its way. Others only match, or do so when
// they have no source register.
constexpr auto acting =
    std::to_array<std::string_view>({"nat", "masq", "redir", "queue", "dup", "fwd", "synproxy",
                                     "tproxy", "notrack", "flow_offload"});
// Whether they match hangs on more than the packet.
constexpr auto chances = std::to_array<std::string_view>({"limit", "quota", "numgen", "connlimit"});
// The same of iptables' matches, which iptables-nft leaves to x_tables.
constexpr auto chances_of_iptables = std::to_array<std::string_view>(
    {"limit", "hashlimit", "quota", "statistic", "connlimit", "recent", "time", "rateest"});

void read_immediate(const nlattr* data, NftablesRule& rule) {
  const Attributes<NFTA_IMMEDIATE_MAX> expression(data);
  if (!expression[NFTA_IMMEDIATE_DATA]) return;
  const Attributes<NFTA_DATA_MAX> value(expression[NFTA_IMMEDIATE_DATA]);
  if (!value[NFTA_DATA_VERDICT]) return;
  rule.acts = true;
  if (rule.leads_to.empty())
    rule.leads_to =
        text_in(Attributes<NFTA_VERDICT_MAX>(value[NFTA_DATA_VERDICT])[NFTA_VERDICT_CHAIN]);
}

void read_meta(const nlattr* data, NftablesRule& rule) {
  const Attributes<NFTA_META_MAX> expression(data);
  const bool sets = expression[NFTA_META_SREG] != nullptr;
  rule.acts |= sets;
  switch (number_or_zero<std::uint32_t>(expression[NFTA_META_KEY])) {
    case NFT_META_MARK: rule.marks |= sets; break;
    case NFT_META_PRANDOM: rule.chance = "meta random"; break;
    case NFT_META_CPU: rule.chance = "meta cpu"; break;
    case NFT_META_TIME_NS: rule.chance = "meta time"; break;
    case NFT_META_TIME_DAY: rule.chance = "meta day"; break;
    case NFT_META_TIME_HOUR: rule.chance = "meta hour"; break;
    default: break;
  }
}

void read_connection(const nlattr* data, NftablesRule& rule) {
  const Attributes<NFTA_CT_MAX> expression(data);
  rule.acts |= expression[NFTA_CT_SREG] != nullptr;
  switch (number_or_zero<std::uint32_t>(expression[NFTA_CT_KEY])) {
    case NFT_CT_PKTS: rule.chance = "ct packets"; break;
    case NFT_CT_BYTES: rule.chance = "ct bytes"; break;
    case NFT_CT_AVGPKT: rule.chance = "ct avgpkt"; break;
    case NFT_CT_EXPIRATION: rule.chance = "ct expiration"; break;
    default: break;
  }
}

void read_lookup(const nlattr* data, NftablesRule& rule) {
  const Attributes<NFTA_LOOKUP_MAX> expression(data);
  rule.acts |= expression[NFTA_LOOKUP_DREG] != nullptr;
  rule.sets.push_back(text_in(expression[NFTA_LOOKUP_SET]));
}

void read_object(const nlattr* data, NftablesRule& rule) {
  const Attributes<NFTA_OBJREF_MAX> expression(data);
  if (expression[NFTA_OBJREF_SET_NAME]) {  // of whatever kind
    rule.chance = "an object of a map";
    return;
  }
  switch (number_or_zero<std::uint32_t>(expression[NFTA_OBJREF_IMM_TYPE])) {
    case NFT_OBJECT_COUNTER: break;
    case NFT_OBJECT_QUOTA: rule.chance = "quota"; break;
    case NFT_OBJECT_LIMIT: rule.chance = "limit"; break;
    case NFT_OBJECT_CONNLIMIT: rule.chance = "ct count"; break;
    default: rule.acts = true; break;
  }
}

void read_iptables_match(const nlattr* data, NftablesRule& rule) {
  const auto name = text_in(Attributes<NFTA_MATCH_MAX>(data)[NFTA_MATCH_NAME]);
  if (is_among(chances_of_iptables, name)) rule.chance = "-m " + name;
}

void read_iptables_target(const nlattr* data, NftablesRule& rule) {
  const auto name = text_in(Attributes<NFTA_TARGET_MAX>(data)[NFTA_TARGET_NAME]);
  rule.acts = true;
  rule.rejects |= name == "REJECT";
  rule.marks |= name == "MARK" || name == "CONNMARK";
}

// What the last expression has loaded, as far as it matters here.
enum class Loaded { other, protocol, destination_port };

Loaded loaded_by_meta(const nlattr* data) {
  const Attributes<NFTA_META_MAX> expression(data);
  const auto key = number_or_zero<std::uint32_t>(expression[NFTA_META_KEY]);
  return key == NFT_META_L4PROTO ? Loaded::protocol : Loaded::other;
}

// "ip protocol" and, behind a test of the protocol, "dport". The next header of IPv6 may be an
// extension.
Loaded loaded_by_payload(const nlattr* data) {
  const Attributes<NFTA_PAYLOAD_MAX> expression(data);
  const auto number = [&](std::uint16_t type) {
    return number_or_zero<std::uint32_t>(expression[type]);
  };
  const std::array where{number(NFTA_PAYLOAD_BASE), number(NFTA_PAYLOAD_OFFSET),
                         number(NFTA_PAYLOAD_LEN)};
  if (where == std::array<std::uint32_t, 3>{NFT_PAYLOAD_NETWORK_HEADER, 9, 1})
    return Loaded::protocol;
  if (where == std::array<std::uint32_t, 3>{NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2})
    return Loaded::destination_port;
  return Loaded::other;
}

void read_comparison(const nlattr* data, Loaded loaded, NftablesRule& rule) {
  const Attributes<NFTA_CMP_MAX> expression(data);
  if (number_or_zero<std::uint32_t>(expression[NFTA_CMP_OP]) != NFT_CMP_EQ) return;
  const auto* value = Attributes<NFTA_DATA_MAX>(expression[NFTA_CMP_DATA])[NFTA_DATA_VALUE];
  if (loaded == Loaded::protocol) rule.protocol = number_in<std::uint8_t>(value);
  if (loaded == Loaded::destination_port) rule.destination_port = number_in<std::uint16_t>(value);
}

void read_expression(const std::string& name, const nlattr* data, NftablesRule& rule) {
  if (name == "counter") {
    const Attributes<NFTA_COUNTER_MAX> counter(data);
    rule.counter = {.packets = number_or_zero<std::uint64_t>(counter[NFTA_COUNTER_PACKETS]),
                    .bytes = number_or_zero<std::uint64_t>(counter[NFTA_COUNTER_BYTES])};
  } else if (name == "immediate") {
    read_immediate(data, rule);
  } else if (name == "reject") {
    rule.acts = rule.rejects = true;
  } else if (is_among(chances, name)) {
    rule.chance = name == "connlimit" ? "ct count" : name;
  } else if (name == "meta") {
    read_meta(data, rule);
  } else if (name == "lookup") {
    read_lookup(data, rule);
  } else if (name == "dynset") {
    rule.chance = "a set that packets change,";
  } else if (name == "objref") {
    read_object(data, rule);
  } else if (name == "ct") {
    read_connection(data, rule);
  } else if (name == "payload") {
    rule.acts |= Attributes<NFTA_PAYLOAD_MAX>(data)[NFTA_PAYLOAD_SREG] != nullptr;
  } else if (name == "match") {
    read_iptables_match(data, rule);
  } else if (name == "target") {
    read_iptables_target(data, rule);
  }
}

}  // namespace

void read_expressions(const nlattr& list, NftablesRule& rule) {
  auto loaded = Loaded::other;
  for_each_attribute(list, [&](const nlattr& element) {
    const Attributes<NFTA_EXPR_MAX> expression(&element);
    const auto name = text_in(expression[NFTA_EXPR_NAME]);
    rule.acts |= is_among(acting, name);
    const auto* data = expression[NFTA_EXPR_DATA];
    if (!data) return;
    if (name == "cmp") read_comparison(data, loaded, rule);
    loaded = name == "meta"      ? loaded_by_meta(data)
             : name == "payload" ? loaded_by_payload(data)
                                 : Loaded::other;
    read_expression(name, data, rule);
  });
}

}  // namespace netrig::netlink
