// Matchers of outcomes that ask for the cause:
//   EXPECT_THAT(node(client).connect(telnet), DroppedAt(firewall, Rule("no telnet")));
//   EXPECT_THAT(node(client).connect(web), IsolatedBy(firewall));
#pragma once

#include <gtest/gtest-matchers.h>

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>

#include "netrig/evidence/drop_report.hpp"
#include "netrig/network/node.hpp"
#include "netrig/probe/outcome.hpp"

namespace netrig {

/// A rule of nftables, or a chain's policy.
class Rule {
 public:
  /// The one with this comment. Throws DescriptionError for none.
  explicit Rule(std::string comment);
  /// By its handle in a table: Rule("inet filter", 7). Throws DescriptionError for 0, which no rule
  /// has.
  Rule(std::string table, std::uint64_t handle);
  /// The policy of a chain: Rule::policy_of("inet filter forward"). Throws DescriptionError for
  /// anything but a family, a table and a name.
  static Rule policy_of(const std::string& chain);

  bool is(const DecidingRule& rule) const;
  bool is_policy() const noexcept { return handle_ == 0; }
  /// "the rule "no telnet"", "the rule with handle 7 in inet filter", "the policy of inet filter
  /// forward"
  std::string description() const;

 private:
  Rule() = default;
  std::string comment_{}, table_{}, chain_{};
  std::optional<std::uint64_t> handle_{};
};

/// A node of the network, as `firewall` or, which messages call by its name, as `node(firewall)`.
class NodeReference {
 public:
  NodeReference(NodeId id) : id_(id) {}
  NodeReference(const Node& node) : id_(node.id()), name_(node.name()) {}
  NodeId id() const noexcept { return id_; }
  /// "'firewall'", "node 1"
  std::string description() const;

 private:
  NodeId id_;
  std::string name_{};
};

/// Matches an Outcome by its verdict and by the DropReport that comes with it.
class DropMatcher {
 public:
  using is_gtest_matcher = void;
  struct Expectation {
    Verdict verdict;
    std::optional<NodeReference> node{};
    std::optional<Rule> rule{};
    std::optional<DropCause> cause{};
  };
  explicit DropMatcher(Expectation expectation) : expected_(std::move(expectation)) {}

  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  Expectation expected_;
};

/// Dropped at that node, whether a packet or its answer.
inline DropMatcher DroppedAt(const NodeReference& node) {
  return DropMatcher({.verdict = Verdict::dropped, .node = node});
}
/// By that rule, anywhere.
inline DropMatcher DroppedBy(Rule rule) {
  return DropMatcher({.verdict = Verdict::dropped, .rule = std::move(rule)});
}
inline DropMatcher DroppedAt(const NodeReference& node, Rule rule) {
  return DropMatcher({.verdict = Verdict::dropped, .node = node, .rule = std::move(rule)});
}
inline DropMatcher DroppedAt(const NodeReference& node, DropCause cause) {
  return DropMatcher({.verdict = Verdict::dropped, .node = node, .cause = cause});
}
/// Rejected by that rule, which was seen to do it: with a RST or with an ICMP error.
inline DropMatcher RejectedBy(Rule rule) {
  return DropMatcher({.verdict = Verdict::rejected, .rule = std::move(rule)});
}
inline DropMatcher RejectedAt(const NodeReference& node) {
  return DropMatcher({.verdict = Verdict::rejected, .node = node});
}
inline DropMatcher RejectedAt(const NodeReference& node, Rule rule) {
  return DropMatcher({.verdict = Verdict::rejected, .node = node, .rule = std::move(rule)});
}

/// Matches the Outcome of a probe that a firewall's rule, and nothing else, keeps from its target:
/// the rule dropped or rejected the request, not the answer; but for it routes lead there and back,
/// links carry and something listens, and answers its own node, which is asked when this is matched
/// first (Outcome::control, whose DescriptionError it passes on): so match while the network lives.
/// Where the same rule keeps the node from itself, too, something that listens will do. It is no
/// isolation, and says why, when the service is down or answers something else, the cable is out, a
/// route is missing, nobody has the address, or the firewall of another node did it. A TcpProbe
/// without `expect` is answered by the kernel, whatever the service does. A UDP service that never
/// answers is none that can be shown to be isolated: see DroppedAt().
class IsolatedMatcher {
 public:
  using is_gtest_matcher = void;
  IsolatedMatcher() = default;
  explicit IsolatedMatcher(NodeReference firewall) : firewall_(std::move(firewall)) {}
  IsolatedMatcher(NodeReference firewall, Rule rule)
      : firewall_(std::move(firewall)), rule_(std::move(rule)) {}

  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::string predicate() const;
  /// Empty when it is isolated as expected.
  std::string objection_to(const Outcome& outcome) const;

  std::optional<NodeReference> firewall_{};
  std::optional<Rule> rule_{};
};
inline IsolatedMatcher Isolated() {
  return {};
}
inline IsolatedMatcher IsolatedBy(const NodeReference& firewall) {
  return IsolatedMatcher(firewall);
}
inline IsolatedMatcher IsolatedBy(const NodeReference& firewall, Rule rule) {
  return {firewall, std::move(rule)};
}

}  // namespace netrig
