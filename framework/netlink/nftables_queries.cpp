#include "netlink/nftables_queries.hpp"

#include <linux/netfilter.h>

#include <string_view>

#include "netlink/attributes.hpp"
#include "netlink/big_endian.hpp"
#include "netlink/nftables_expressions.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig::netlink {
namespace {

std::string text_in(const nlattr* attribute) {
  return attribute ? mnl_attr_get_str(attribute) : "";
}

// libnftnl's, in rules' user data: type, length and a text that ends with a zero.
std::string comment_in(const nlattr* user_data) {
  constexpr std::uint8_t comment_type = 0;
  if (!user_data) return {};
  std::string_view left(static_cast<const char*>(mnl_attr_get_payload(user_data)),
                        mnl_attr_get_payload_len(user_data));
  while (left.size() >= 2) {
    const auto type = static_cast<std::uint8_t>(left[0]), size = static_cast<std::uint8_t>(left[1]);
    const auto value = left.substr(2, size);
    if (type == comment_type) return std::string(value.substr(0, value.find('\0')));
    left.remove_prefix(2 + value.size());
  }
  return {};
}

std::optional<NftablesChain::Hook> hook_in(const Attributes<NFTA_CHAIN_MAX>& chain) {
  if (!chain[NFTA_CHAIN_HOOK]) return std::nullopt;
  const auto policy = number_in<std::uint32_t>(chain[NFTA_CHAIN_POLICY]);
  NftablesChain::Hook hook{.type = text_in(chain[NFTA_CHAIN_TYPE]),
                           .policy = policy == std::uint32_t{NF_DROP} ? "drop" : "accept"};
  const Attributes<NFTA_HOOK_MAX> attributes(chain[NFTA_CHAIN_HOOK]);
  const auto take = [&](const nlattr& device) {
    hook.devices.emplace_back(mnl_attr_get_str(&device));
  };
  if (const auto* several = attributes[NFTA_HOOK_DEVS])
    for_each_attribute(*several, take);
  else if (const auto* device = attributes[NFTA_HOOK_DEV])
    take(*device);
  return hook;
}

std::string family_of(const nlmsghdr& header) {
  const auto& fixed = *static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(&header));
  return nftables_family_name(fixed.nfgen_family);
}

// Of each element, which decide whether it is found, unless they only count.
bool has_deciding_expressions(const Attributes<NFTA_SET_MAX>& set) {
  bool decides = false;
  const auto look_at = [&](const nlattr& expression) {
    decides |= text_in(Attributes<NFTA_EXPR_MAX>(&expression)[NFTA_EXPR_NAME]) != "counter";
  };
  if (const auto* only = set[NFTA_SET_EXPR]) look_at(*only);
  if (const auto* all = set[NFTA_SET_EXPRESSIONS]) for_each_attribute(*all, look_at);
  return decides;
}

NftablesSet set_in(const nlmsghdr& header) {
  const Attributes<NFTA_SET_MAX> set(header, sizeof(nfgenmsg));
  const auto flags = number_or_zero<std::uint32_t>(set[NFTA_SET_FLAGS]);
  return {.family = family_of(header),
          .table = text_in(set[NFTA_SET_TABLE]),
          .name = text_in(set[NFTA_SET_NAME]),
          .changes_by_itself =
              (flags & (NFT_SET_TIMEOUT | NFT_SET_EVAL)) != 0 || has_deciding_expressions(set)};
}

// Of one table, or of all.
using OfTable = const NftablesTable*;

template <class Value>
std::vector<Value> dump(Socket& netfilter, const std::string& place, int type, const char* what,
                        Value (*read)(const nlmsghdr&), OfTable table = nullptr) {
  Batch batch(place);
  Message request = batch.add(nftables_message(type), NLM_F_DUMP,
                              [what] { return std::string("cannot list nftables ") + what; });
  auto& asked = request.put_header<nfgenmsg>();
  if (table) {
    asked.nfgen_family = nftables_family(table->family);
    request.put_string(NFTA_RULE_TABLE, table->name);
  }
  std::vector<Value> values;
  netfilter.dump(
      batch, [&] { values.clear(); },
      [&](const nlmsghdr& header) { values.push_back(read(header)); });
  return values;
}

}  // namespace

NftablesTable nftables_table_in(const nlmsghdr& header) {
  const Attributes<NFTA_TABLE_MAX> table(header, sizeof(nfgenmsg));
  const auto flags = number_or_zero<std::uint32_t>(table[NFTA_TABLE_FLAGS]);
  return {.family = family_of(header),
          .name = text_in(table[NFTA_TABLE_NAME]),
          .dormant = (flags & NFT_TABLE_F_DORMANT) != 0,
          .handle = number_or_zero<std::uint64_t>(table[NFTA_TABLE_HANDLE])};
}

NftablesChain nftables_chain_in(const nlmsghdr& header) {
  const Attributes<NFTA_CHAIN_MAX> chain(header, sizeof(nfgenmsg));
  return {.family = family_of(header),
          .table = text_in(chain[NFTA_CHAIN_TABLE]),
          .name = text_in(chain[NFTA_CHAIN_NAME]),
          .hook = hook_in(chain)};
}

NftablesRule nftables_rule_in(const nlmsghdr& header) {
  const Attributes<NFTA_RULE_MAX> attributes(header, sizeof(nfgenmsg));
  NftablesRule rule{.family = family_of(header),
                    .table = text_in(attributes[NFTA_RULE_TABLE]),
                    .chain = text_in(attributes[NFTA_RULE_CHAIN]),
                    .handle = number_or_zero<std::uint64_t>(attributes[NFTA_RULE_HANDLE]),
                    .comment = comment_in(attributes[NFTA_RULE_USERDATA])};
  if (const auto* expressions = attributes[NFTA_RULE_EXPRESSIONS])
    read_expressions(*expressions, rule);
  return rule;
}

std::vector<NftablesTable> nftables_tables(Socket& netfilter, const std::string& place) {
  return dump(netfilter, place, NFT_MSG_GETTABLE, "tables", nftables_table_in);
}

std::vector<NftablesChain> nftables_chains(Socket& netfilter, const std::string& place) {
  return dump(netfilter, place, NFT_MSG_GETCHAIN, "chains", nftables_chain_in);
}

std::vector<NftablesSet> nftables_sets(Socket& netfilter, const std::string& place) {
  return dump(netfilter, place, NFT_MSG_GETSET, "sets", set_in);
}

std::vector<NftablesRule> nftables_rules(Socket& netfilter, const std::string& place) {
  return dump(netfilter, place, NFT_MSG_GETRULE, "rules", nftables_rule_in);
}

std::vector<NftablesRule> nftables_rules(Socket& netfilter, const std::string& place,
                                         const NftablesTable& table) {
  return dump(netfilter, place, NFT_MSG_GETRULE, "rules", nftables_rule_in, &table);
}

}  // namespace netrig::netlink
