// Matchers of outcomes: EXPECT_THAT(node(client).connect(web), Reached());
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/network/node.hpp"
#include "netrig/probe/outcome.hpp"

namespace netrig {

/// Matches an Outcome by its verdict, and if any are given by the node that sent the ICMP error.
class VerdictMatcher {
 public:
  using is_gtest_matcher = void;
  explicit VerdictMatcher(Verdict verdict, std::vector<IpAddress> senders = {})
      : verdict_(verdict), senders_(std::move(senders)) {}

  bool MatchAndExplain(const Outcome& outcome, std::ostream* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::string description() const;

  Verdict verdict_;
  std::vector<IpAddress> senders_;
};

inline VerdictMatcher HasVerdict(Verdict verdict) { return VerdictMatcher(verdict); }

/// The target answered, and as expected.
inline VerdictMatcher Reached() { return VerdictMatcher(Verdict::reached); }
/// The target answered something else than the probe expects.
inline VerdictMatcher Unexpected() { return VerdictMatcher(Verdict::unexpected); }
/// The target says that nobody listens.
inline VerdictMatcher Refused() { return VerdictMatcher(Verdict::refused); }
/// An ICMP error came back, from anyone or from the one named.
inline VerdictMatcher Rejected() { return VerdictMatcher(Verdict::rejected); }
inline VerdictMatcher RejectedBy(const IpAddress& sender) {
  return VerdictMatcher(Verdict::rejected, {sender});
}
/// From any address of the node.
VerdictMatcher RejectedBy(const Node& node);
/// There is no route, anywhere or at the node named.
inline VerdictMatcher NoRoute() { return VerdictMatcher(Verdict::no_route); }
inline VerdictMatcher NoRouteAt(const IpAddress& sender) {
  return VerdictMatcher(Verdict::no_route, {sender});
}
VerdictMatcher NoRouteAt(const Node& node);
/// ARP or neighbour discovery got no answer.
inline VerdictMatcher Unresolved() { return VerdictMatcher(Verdict::unresolved); }
/// The node's own policy forbids to send.
inline VerdictMatcher Denied() { return VerdictMatcher(Verdict::denied); }
/// The deadline passed and nothing explains it.
inline VerdictMatcher Silent() { return VerdictMatcher(Verdict::silent); }

/// Matches the Outcome of an EchoProbe of which every request was answered.
class LosesNothingMatcher {
 public:
  using is_gtest_matcher = void;
  bool MatchAndExplain(const Outcome& outcome, std::ostream* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;
};
inline LosesNothingMatcher LosesNothing() { return {}; }

/// Matches an Outcome that was reached, with a round trip of at most the limit.
class ReachedWithinMatcher {
 public:
  using is_gtest_matcher = void;
  explicit ReachedWithinMatcher(std::chrono::nanoseconds limit) : limit_(limit) {}
  bool MatchAndExplain(const Outcome& outcome, std::ostream* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::chrono::nanoseconds limit_;
};
inline ReachedWithinMatcher ReachedWithin(std::chrono::nanoseconds limit) {
  return ReachedWithinMatcher(limit);
}

}  // namespace netrig
