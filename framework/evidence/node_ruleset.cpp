#include "evidence/node_ruleset.hpp"

#include <fmt/format.h>
#include <linux/netfilter/nfnetlink.h>

#include <algorithm>
#include <atomic>
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
    return !chain.hook || is_our_own(chain.table);
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
  {
    const std::lock_guard lock(mutex_);
    const auto& known = texts_[*table_handle];
    if (const auto found = known.find(handle); found != known.end()) return found->second;
  }
  auto listed = list(table);
  const std::lock_guard lock(mutex_);
  auto& known = texts_[*table_handle];
  known = std::move(listed);
  const auto found = known.find(handle);
  return found == known.end() ? "" : found->second;
}

std::string unique_trace_table() {
  static std::atomic<unsigned> next = 1;
  return fmt::format("{}{}", trace_table_prefix, next++);
}

bool is_our_own(std::string_view table) {
  return table.starts_with(trace_table_prefix);
}

}  // namespace netrig
