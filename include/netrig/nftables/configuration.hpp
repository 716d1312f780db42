// nftables rulesets for nodes, as `nft -f` takes them: includes, sets, maps, variables, `flush
// ruleset` at the top.
//
//   topology.configure(firewall, nftables_file("perimeter.nft"));
//   network[firewall].configure(nftables_text("add element inet filter banned { 10.0.1.2 }"));
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "netrig/topology/configuration.hpp"

namespace netrig {

struct NftablesOptions {
  /// `nft --define`: {{"lan", "eth0"}, {"web", "{ 80, 443 }"}} for $lan and $web.
  std::map<std::string, std::string> variables{};
  /// `nft --includepath`: where `include "zones.nft"` is looked for, behind the ruleset's own
  /// folder and before /etc. `include "./zones.nft"` is beside the ruleset and nowhere else.
  std::vector<std::filesystem::path> include_paths{};
};

/// The ruleset in that file, read now; what it includes is read when it is put in force. That is
/// one transaction: packets meet the old ruleset or the new one, and when anything is wrong the old
/// one stays and a RulesetError says where the fault is. Without `flush ruleset` it adds to what is
/// there.
///
/// Of a chain that is made anew, as after `flush ruleset`, the kernel sets `policy drop` a moment
/// after the rules: what no rule has dropped gets through meanwhile. Where traffic flows, end the
/// chain with a rule that drops, or use `flush table`, which keeps the chain.
///
/// Throws DescriptionError for a file that cannot be read, an include path that is no folder, a
/// variable's name that is none.
Configuration nftables_file(const std::filesystem::path& path, const NftablesOptions& options = {});

/// The same for text. It includes relative to the program's working directory.
Configuration nftables_text(std::string text, const NftablesOptions& options = {});

}  // namespace netrig
