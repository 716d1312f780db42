#include "evidence/node_ruleset.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "netlink/nftables_requests.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// A chain is in a table by family and name.
using TableKey = std::pair<std::string, std::string>;

std::optional<std::uint32_t> generation_in(netlink::Socket& netfilter, const std::string& place) {
  try {
    return netlink::ruleset_generation(netfilter, place);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<netlink::NftablesChain> NodeRuleset::base_chains() {
  const auto generation = generation_in(netfilter_, node_->name());
  {
    const std::lock_guard lock(mutex_);
    if (!generation || generation == empty_since_) return {};
  }
  auto chains = netlink::nftables_chains(netfilter_, node_->name());
  std::erase_if(chains, [](const netlink::NftablesChain& chain) {
    return !chain.hook || chain.table.starts_with(trace_table_prefix);
  });
  if (!chains.empty()) {
    std::set<TableKey> dormant;
    for (const auto& table : netlink::nftables_tables(netfilter_, node_->name()))
      if (table.dormant) dormant.emplace(table.family, table.name);
    std::erase_if(chains, [&](const netlink::NftablesChain& chain) {
      return dormant.contains({chain.family, chain.table});
    });
  }
  if (chains.empty()) {
    const std::lock_guard lock(mutex_);
    empty_since_ = generation;
  }
  return chains;
}

std::vector<netlink::NftablesRule> NodeRuleset::rules() {
  return netlink::nftables_rules(netfilter_, node_->name());
}

std::vector<netlink::NftablesSet> NodeRuleset::sets() {
  return netlink::nftables_sets(netfilter_, node_->name());
}

}  // namespace netrig
