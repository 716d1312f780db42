#include "evidence/node_ruleset.hpp"

#include <fmt/format.h>
#include <linux/netfilter/nfnetlink.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

#include "netlink/nftables_fault_requests.hpp"
#include "netlink/nftables_requests.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// A chain is in a table by family and name.
using TableKey = std::pair<std::string, std::string>;

std::optional<std::uint32_t> generation_in(netlink::Socket& netfilter, const std::string& place) {
  try {
    return netlink::ruleset_generation(netfilter, place);
  } catch (const Error& error) {
    for (const auto absent : {std::errc::operation_not_supported, std::errc::protocol_not_supported,
                              std::errc::invalid_argument})
      if (error.code() == absent) return std::nullopt;
    throw;
  }
}

// That see packets and are none of ours.
std::vector<netlink::NftablesChain> active_base_chains(netlink::Socket& netfilter,
                                                       const std::string& place) {
  auto chains = netlink::nftables_chains(netfilter, place);
  std::erase_if(chains, [](const netlink::NftablesChain& chain) {
    return !chain.hook || chain.table.starts_with(trace_table_prefix);
  });
  if (chains.empty()) return chains;
  std::set<TableKey> dormant;
  for (const auto& table : netlink::nftables_tables(netfilter, place))
    if (table.dormant) dormant.emplace(table.family, table.name);
  std::erase_if(chains, [&](const netlink::NftablesChain& chain) {
    return dormant.contains({chain.family, chain.table});
  });
  return chains;
}

}  // namespace

// What is listed while the ruleset changes is kept as the older generation's, and soon forgotten.
NodeRuleset::Listed NodeRuleset::listed() {
  const auto generation = generation_in(netfilter_, node_->name());
  const std::lock_guard lock(mutex_);
  return generation == listed_.generation ? listed_ : Listed{.generation = generation};
}

void NodeRuleset::keep(const Listed& listed) {
  const std::lock_guard lock(mutex_);
  listed_ = listed;
}

std::shared_ptr<const NodeRuleset::Chains> NodeRuleset::base_chains() {
  auto now = listed();
  if (now.chains) return now.chains;
  now.chains = std::make_shared<const Chains>(
      now.generation ? active_base_chains(netfilter_, node_->name()) : Chains());
  keep(now);
  return now.chains;
}

std::shared_ptr<const NodeRuleset::Rules> NodeRuleset::rules() {
  auto now = listed();
  if (now.rules) return now.rules;
  Rules all;
  for (const auto& table : netlink::nftables_tables(netfilter_, node_->name()))
    if (!table.name.starts_with(trace_table_prefix))
      std::ranges::move(netlink::nftables_rules(netfilter_, node_->name(), table),
                        std::back_inserter(all));
  now.rules = std::make_shared<const Rules>(std::move(all));
  keep(now);
  return now.rules;
}

std::vector<netlink::NftablesSet> NodeRuleset::sets() {
  return netlink::nftables_sets(netfilter_, node_->name());
}

std::unique_ptr<netlink::Socket> NodeRuleset::take_listener() {
  std::unique_ptr<netlink::Socket> listener;
  {
    const std::lock_guard lock(mutex_);
    if (!listeners_.empty()) {
      listener = std::move(listeners_.back());
      listeners_.pop_back();
    }
  }
  if (!listener) {
    listener = std::make_unique<netlink::Socket>(NETLINK_NETFILTER);
    listener->join(NFNLGRP_NFTRACE);
  }
  listener->take_events([](const nlmsghdr&) {});
  return listener;
}

void NodeRuleset::give_back(std::unique_ptr<netlink::Socket> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

std::optional<std::uint64_t> NodeRuleset::handle_of(const std::string& table) {
  for (const auto& each : netlink::nftables_tables(netfilter_, node_->name()))
    if (each.family + ' ' + each.name == table) return each.handle;
  return std::nullopt;
}

// A rule keeps its handle, and its text, as long as it is there, and no later one of the table gets
// it.
std::string NodeRuleset::rule_text(const std::string& table, std::uint64_t handle,
                                   const ListTexts& list) {
  const auto table_handle = handle_of(table);
  if (!table_handle) return {};
  const std::lock_guard lock(texts_mutex_);
  auto& known = texts_[*table_handle];
  if (!known.contains(handle)) known = list(table);
  const auto found = known.find(handle);
  return found == known.end() ? "" : found->second;
}

std::string unique_trace_table() {
  static std::atomic<unsigned> next = 1;
  return fmt::format("{}{}", trace_table_prefix, next++);
}

bool is_our_own(std::string_view table) {
  return table.starts_with(trace_table_prefix) || table.starts_with(netlink::fault_table_prefix);
}

}  // namespace netrig
