// The texts of rules in a listing of nft's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netrig/nftables/ruleset.hpp"

namespace netrig {

/// Reads `nft --stateless --handle list ruleset` from its beginning to its end. What comes next is
/// known from the kernel, so that a rule's comment may hold any words and lines. Throws
/// std::runtime_error when it does not come.
class RuleTexts {
 public:
  explicit RuleTexts(const std::string& listing) : listing_('\n' + listing) {}

  void enter(const Ruleset::Table& table);
  /// Of that table.
  void enter(const Ruleset::Chain& chain);
  /// Of that chain, from the first to the last.
  std::string next(std::uint64_t handle);

 private:
  void enter(const std::string& beginning_of_line);
  void pass_line_that_begins(const std::string& beginning, const std::string& end);

  std::string listing_;
  std::size_t at_ = 1;  ///< the beginning of a line
};

/// An anonymous chain is listed within the rule that leads to it, which is given back as if it
/// stood alone.
std::string without_indentation(const std::string& rule);
/// The rules of that chain, which have no handles there.
std::vector<std::string> texts_inside(const std::string& rule);

/// From the listing of one table, "inet filter". Less where that and `rules` are not of the same
/// moment. Those of anonymous chains, which have no handles there, by their order.
std::map<std::uint64_t, std::string> texts_by_handle(
    const std::string& listing, const std::vector<netlink::NftablesRule>& rules,
    const std::string& table);

}  // namespace netrig
