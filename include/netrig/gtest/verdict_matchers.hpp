// Matchers of outcomes: EXPECT_THAT(node(client).connect(web), Reached());
#pragma once

#include <gtest/gtest-matchers.h>

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/network/node.hpp"
#include "netrig/probe/outcome.hpp"

namespace netrig {

/// Matches an Outcome by its verdict, and if one is given by the place where that was decided: the
/// sender of the ICMP error, or the probe's own node where no such message was needed.
class VerdictMatcher {
 public:
  using is_gtest_matcher = void;
  explicit VerdictMatcher(Verdict verdict) : verdict_(verdict) {}
  VerdictMatcher(Verdict verdict, const IpAddress& place);
  /// Any address that the node has now.
  VerdictMatcher(Verdict verdict, const Node& place);

  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  struct Place {
    std::string text;
    std::string node;  ///< empty when only an address is known
    std::vector<IpAddress> addresses;
  };
  std::string predicate() const;

  Verdict verdict_;
  std::optional<Place> place_{};
};

inline VerdictMatcher HasVerdict(Verdict verdict) {
  return VerdictMatcher(verdict);
}

/// The target answered, and as expected.
inline VerdictMatcher Reached() {
  return VerdictMatcher(Verdict::reached);
}
/// The target answered something else than the probe expects.
inline VerdictMatcher Unexpected() {
  return VerdictMatcher(Verdict::unexpected);
}
/// The target says that nobody listens.
inline VerdictMatcher Refused() {
  return VerdictMatcher(Verdict::refused);
}
/// An ICMP error came back, from anyone or from the one named.
inline VerdictMatcher Rejected() {
  return VerdictMatcher(Verdict::rejected);
}
inline VerdictMatcher RejectedBy(const IpAddress& sender) {
  return {Verdict::rejected, sender};
}
inline VerdictMatcher RejectedBy(const Node& node) {
  return {Verdict::rejected, node};
}
/// There is no route, anywhere or at the node named.
inline VerdictMatcher NoRoute() {
  return VerdictMatcher(Verdict::no_route);
}
inline VerdictMatcher NoRouteAt(const IpAddress& sender) {
  return {Verdict::no_route, sender};
}
inline VerdictMatcher NoRouteAt(const Node& node) {
  return {Verdict::no_route, node};
}
/// The name in a URL leads to no address.
inline VerdictMatcher NoAddress() {
  return VerdictMatcher(Verdict::no_address);
}
/// ARP or neighbour discovery got no answer.
inline VerdictMatcher Unresolved() {
  return VerdictMatcher(Verdict::unresolved);
}
/// The node's own policy forbids to send.
inline VerdictMatcher Denied() {
  return VerdictMatcher(Verdict::denied);
}
/// The packet, or its answer, died without a word, and it is known where and why: Outcome::drop.
inline VerdictMatcher Dropped() {
  return VerdictMatcher(Verdict::dropped);
}
/// The deadline passed and nothing explains it.
inline VerdictMatcher Silent() {
  return VerdictMatcher(Verdict::silent);
}

/// Matches the Outcome of an EchoProbe of which every request was answered.
class LosesNothingMatcher {
 public:
  using is_gtest_matcher = void;
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;
};
inline LosesNothingMatcher LosesNothing() {
  return {};
}

/// Matches an Outcome that was reached, with a round trip of at most the limit.
class ReachedWithinMatcher {
 public:
  using is_gtest_matcher = void;
  explicit ReachedWithinMatcher(std::chrono::nanoseconds limit) : limit_(limit) {}
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::chrono::nanoseconds limit_;
};
inline ReachedWithinMatcher ReachedWithin(std::chrono::nanoseconds limit) {
  return ReachedWithinMatcher(limit);
}

}  // namespace netrig
