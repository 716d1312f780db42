// Which rules of nftables decided a packet, and which never did.
//
//   auto recorder = network.record_rules();
//   ...probes, programs...
//   EXPECT_THAT(recorder.coverage(), CoversEveryRule());
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "netrig/core/print.hpp"
#include "netrig/evidence/drop_report.hpp"

namespace netrig {

/// A rule decides a packet that it matches: it accepts, drops, rejects, translates or queues it,
/// jumps or returns, or, where it has no verdict, does what it says, such as to count or to mark. A
/// chain's policy decides what comes to the end of the chain.
struct RuleCoverage {
  struct Line {
    std::string node{};  ///< its name
    /// A rule or, with the handle 0 and the text "policy drop", the policy of a chain.
    DecidingRule rule{};
    /// How many packets by nft's words: "accept", "drop", "reject", "jump", "continue" for a rule
    /// without a verdict. One that comes by a rule twice counts twice.
    std::map<std::string, std::uint64_t> verdicts{};
    /// False where it was removed, or its table was replaced, and it has not come back.
    bool in_force = true;

    bool is_policy() const noexcept { return rule.handle == 0; }
    std::uint64_t packets() const;
    bool operator==(const Line&) const = default;
  };

  /// By node, and for each in the order of its listing: of a chain the rules, then the policy.
  std::vector<Line> lines{};
  /// Why there may have been more packets than were counted; empty when all were.
  std::vector<std::string> gaps{};

  std::vector<Line> rules() const;      ///< without the policies
  std::vector<Line> undecided() const;  ///< the rules that never decided a packet
  /// Adds what another network's rules decided, or the same network's at another time. A rule is
  /// the same when its node's name, table, chain and text are; where it has no text, the comment,
  /// and where it has none of these, the handle. Of several alike the first is the first.
  RuleCoverage& operator+=(const RuleCoverage& other);
  bool operator==(const RuleCoverage&) const = default;
};
/// "3 of 4 rules decided a packet" and the listing: how many packets each rule decided, or "never".
std::string to_string(const RuleCoverage& coverage);
template <>
inline constexpr bool is_printable<RuleCoverage> = true;
/// "firewall: table inet filter, chain forward, handle 7: tcp dport 23 drop"
std::string to_string(const RuleCoverage::Line& line);
template <>
inline constexpr bool is_printable<RuleCoverage::Line> = true;

/// Adds it to what `folder` has of earlier tests, in this program and in others, also at the same
/// time: rules.tsv, which read_rule_coverage() reads, and report.txt, which is the same for people.
/// The folder is made unless it is there; who wants to begin anew removes it. Waits while another
/// program writes. Throws Error for what cannot be read or written.
void add_to_rule_coverage(const std::filesystem::path& folder, const RuleCoverage& coverage);
/// Empty where there is none yet.
RuleCoverage read_rule_coverage(const std::filesystem::path& folder);

}  // namespace netrig
