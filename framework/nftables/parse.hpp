// libnftables' listings as values.
#pragma once

#include <string>

#include "netrig/nftables/ruleset.hpp"

namespace netrig {

/// `json`: `nft --json list ruleset` (libnftables-json(5)). `text`: `nft --stateless --handle list
/// ruleset`, of the same ruleset, for the rules' texts.
Ruleset parse_ruleset(const std::string& json, const std::string& text);

}  // namespace netrig
