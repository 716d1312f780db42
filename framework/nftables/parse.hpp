// Listings as values.
#pragma once

#include <string>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netrig/nftables/ruleset.hpp"

namespace netrig {

/// One ruleset, by those who list the parts best. JSON has no text of rules; and libnftables 1.0.6
/// writes JSON of a table with flags from memory that it has freed, and of a rule that leads to an
/// anonymous chain none at all.
struct RulesetListing {
  std::vector<netlink::NftablesTable> tables{};
  std::vector<netlink::NftablesRule> rules{};
  /// `nft --json list chains`, sets, maps, counters, quotas (libnftables-json(5)), in any order
  std::string json{};
  std::string text{};  ///< `nft --stateless --handle list ruleset`
};

/// Throws Error, which names the node, for what it cannot read.
Ruleset parse_ruleset(const RulesetListing& listing, const std::string& node);

}  // namespace netrig
