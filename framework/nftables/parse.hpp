// Listings as values.
#pragma once

#include <string>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netrig/nftables/ruleset.hpp"

namespace netrig {

/// One ruleset, by those who list the parts best. JSON has no text of rules; and libnftables 1.0.6
/// breaks off in the JSON of an empty table with flags, and writes none at all of a rule that leads
/// to an anonymous chain.
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
