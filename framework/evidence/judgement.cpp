#include "evidence/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "netlink/nftables_fault_requests.hpp"

namespace netrig {
namespace {

using netlink::NftablesRule;
using netlink::NftablesSet;

auto chain_of(const NftablesRule& rule) {
  return std::tuple(rule.family, rule.table, rule.chain);
}

auto chain_of(const netlink::TraceEvent& event) {
  return std::tuple(event.family, event.table, event.chain);
}

// Sure of what it does not match only.
bool may_match(const NftablesRule& rule, const Packet& packet) {
  if (rule.protocol && IpProtocol{*rule.protocol} != packet.protocol) return false;
  return !rule.destination_port || packet.is_icmp() ||
         *rule.destination_port == packet.destination_port;
}

// A fault that drops makes nothing better; one that marks may.
bool only_loses(const NftablesRule& rule) {
  return rule.table.starts_with(netlink::fault_table_prefix) && !rule.marks;
}

class Chances {
 public:
  explicit Chances(NodeRuleset& ruleset) : ruleset_(ruleset) {}

  /// What may let the rule decide otherwise next time; empty for most.
  std::string of(const NftablesRule& rule) {
    if (!rule.chance.empty() || rule.sets.empty()) return rule.chance;
    if (!std::exchange(asked_, true)) sets_ = ruleset_.sets();
    for (const auto& set : sets_)
      if (set.changes_by_itself && set.family == rule.family && set.table == rule.table &&
          std::ranges::find(rule.sets, set.name) != rule.sets.end())
        return fmt::format("set {}, which changes by itself,", set.name);
    return {};
  }

 private:
  NodeRuleset& ruleset_;
  bool asked_ = false;
  std::vector<NftablesSet> sets_;
};

// Every rule that the packet came by counts, also one that did not match it this time. A rule whose
// chance only decides whether it counts or logs does not.
std::string doubt_about(const TracedDrop& drop, NodeRuleset& ruleset,
                        const std::vector<NftablesRule>& rules) {
  Chances chances(ruleset);
  bool is_decided = false;
  for (const auto& rule : rules) {
    const bool is_in_deciding_chain = chain_of(rule) == chain_of(drop.event);
    if (!drop.chains.contains(chain_of(rule)) || (is_in_deciding_chain && is_decided)) continue;
    is_decided |= is_in_deciding_chain && rule.handle == drop.event.handle;
    if (!rule.acts || !may_match(rule, drop.packet) || only_loses(rule)) continue;
    if (const auto chance = chances.of(rule); !chance.empty())
      return fmt::format("{} in chain {}, handle {}", chance, rule.chain, rule.handle);
  }
  return {};
}

}  // namespace

Judgement judge(const TracedDrop& drop, NodeRuleset& ruleset) {
  const auto listed = ruleset.rules();
  const auto& rules = *listed;
  Judgement judgement{.rule = {.table = fmt::format("{} {}", drop.event.family, drop.event.table),
                               .chain = drop.event.chain,
                               .handle = drop.event.handle}};
  const auto deciding = std::ranges::find_if(rules, [&](const NftablesRule& rule) {
    return chain_of(rule) == chain_of(drop.event) && rule.handle == drop.event.handle;
  });
  if (deciding != rules.end()) {
    judgement.rule.comment = deciding->comment;
    judgement.rule.rejects = deciding->rejects;
  }
  judgement.doubt = doubt_about(drop, ruleset, rules);
  return judgement;
}

}  // namespace netrig
