#include "evidence/rule_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "evidence/node_ruleset.hpp"
#include "netlink/nftables_message.hpp"

namespace netrig {
namespace {

using netlink::NftablesChain;
using netlink::NftablesRule;
using netlink::NftablesTable;
using netlink::TraceEvent;

}  // namespace

void RuleLedger::enter(const NftablesTable& table) {
  if (is_our_own(table.name)) return;
  auto& known = tables_[table.handle];
  known.name = fmt::format("{} {}", table.family, table.name);
  known.in_force = true;
  newest_[known.name] = table.handle;
}

RuleLedger::Table* RuleLedger::find(const std::string& family, const std::string& name) {
  const auto newest = newest_.find(fmt::format("{} {}", family, name));
  return newest == newest_.end() ? nullptr : &tables_.at(newest->second);
}

RuleLedger::Chain& RuleLedger::chain_of(Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.chains, name, &Chain::name);
  return found == table.chains.end() ? table.chains.emplace_back(Chain{.name = name}) : *found;
}

void RuleLedger::enter(const NftablesChain& chain) {
  auto* table = find(chain.family, chain.table);
  if (!table) return;
  auto& known = chain_of(*table, chain.name);
  known.in_force = true;
  if (chain.hook) known.policy = chain.hook->policy;
}

void RuleLedger::enter(NftablesRule rule) {
  auto* table = find(rule.family, rule.table);
  if (!table) return;
  auto& order = chain_of(*table, rule.chain).rules;
  if (std::ranges::find(order, rule.handle) == order.end()) order.push_back(rule.handle);
  auto& known = table->rules[rule.handle];
  known.in_force = true;
  known.rule = std::move(rule);
}

void RuleLedger::take(const Snapshot& snapshot) {
  for (auto& [handle, table] : tables_) {
    table.in_force = false;
    for (auto& chain : table.chains) chain.in_force = false;
    for (auto& [rule, known] : table.rules) known.in_force = false;
  }
  for (const auto& table : snapshot.tables) enter(table);
  for (const auto& chain : snapshot.chains) enter(chain);
  for (const auto& rule : snapshot.rules) enter(rule);
  for (auto& [handle, table] : tables_)
    for (auto& chain : table.chains) {
      std::vector<std::uint64_t> order;
      for (const auto& rule : snapshot.rules)
        if (table.in_force && fmt::format("{} {}", rule.family, rule.table) == table.name &&
            rule.chain == chain.name)
          order.push_back(rule.handle);
      for (const auto rule : chain.rules)
        if (std::ranges::find(order, rule) == order.end()) order.push_back(rule);
      chain.rules = std::move(order);
    }
}

void RuleLedger::take(const nlmsghdr& header) {
  switch (header.nlmsg_type) {
    case netlink::nftables_message(NFT_MSG_NEWTABLE):
      return enter(netlink::nftables_table_in(header));
    case netlink::nftables_message(NFT_MSG_NEWCHAIN):
      return enter(netlink::nftables_chain_in(header));
    case netlink::nftables_message(NFT_MSG_NEWRULE):
      return enter(netlink::nftables_rule_in(header));
    default:
      if (const auto event = netlink::trace_event(header)) count(*event);
  }
}

void RuleLedger::count(const TraceEvent& event) {
  if (event.kind == TraceEvent::Kind::end_of_chain || is_our_own(event.table)) return;
  auto* table = find(event.family, event.table);
  if (!table)
    ++unknown_;
  else if (event.kind == TraceEvent::Kind::policy)
    ++table->policy_verdicts[event.chain][event.verdict];
  else
    ++table->decisions[event.handle][event.verdict];
}

std::vector<std::string> RuleLedger::tables_without_texts() const {
  std::vector<std::string> names;
  for (const auto& [handle, table] : tables_)
    if (table.in_force && std::ranges::any_of(table.rules, [](const auto& each) {
          return each.second.in_force && !each.second.text_asked_for;
        }))
      names.push_back(table.name);
  return names;
}

void RuleLedger::add_texts(const std::string& table,
                           const std::map<std::uint64_t, std::string>& texts) {
  const auto newest = newest_.find(table);
  if (newest == newest_.end()) return;
  for (auto& [handle, known] : tables_.at(newest->second).rules) {
    known.text_asked_for = true;
    if (const auto text = texts.find(handle); text != texts.end()) known.text = text->second;
  }
}

void RuleLedger::append_lines(RuleCoverage& coverage, const Table& table, const std::string& node) {
  for (const auto& chain : table.chains) {
    for (const auto handle : chain.rules) {
      const auto& known = table.rules.at(handle);
      if (known.rule.chain != chain.name) continue;
      RuleCoverage::Line line{.node = node,
                              .rule = {.table = table.name,
                                       .chain = chain.name,
                                       .handle = handle,
                                       .comment = known.rule.comment,
                                       .text = known.text,
                                       .rejects = known.rule.rejects},
                              .in_force = table.in_force && known.in_force};
      if (const auto found = table.decisions.find(handle); found != table.decisions.end())
        for (const auto& [verdict, packets] : found->second)
          line.verdicts[known.rule.rejects && verdict == "drop" ? "reject" : verdict] += packets;
      coverage.lines.push_back(std::move(line));
    }
    if (chain.policy.empty()) continue;
    const auto found = table.policy_verdicts.find(chain.name);
    coverage.lines.push_back(
        {.node = node,
         .rule = {.table = table.name, .chain = chain.name, .text = "policy " + chain.policy},
         .verdicts = found == table.policy_verdicts.end() ? Verdicts{} : found->second,
         .in_force = table.in_force && chain.in_force});
  }
}

RuleCoverage RuleLedger::coverage(const std::string& node) const {
  RuleCoverage all;
  bool is_complete = unknown_ == 0;
  for (const bool in_force : {true, false})  // the order of those that are in force counts
    for (const auto& [handle, table] : tables_) {
      if (table.in_force != in_force) continue;
      RuleCoverage of_table;
      append_lines(of_table, table, node);
      all += of_table;
      for (const auto& [rule, verdicts] : table.decisions)
        is_complete &= table.rules.contains(rule);
    }
  if (!is_complete)
    all.gaps.push_back(fmt::format(
        "packets at '{}' met rules that were being put in force or removed at that moment", node));
  return all;
}

}  // namespace netrig
