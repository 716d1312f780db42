#include "netrig/gtest/verdict_matchers.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace netrig {
namespace {

std::vector<IpAddress> addresses_of(const Node& node) {
  std::vector<IpAddress> all;
  for (const auto& each : node.addresses()) all.push_back(each.address.address());
  return all;
}

std::string in_milliseconds(std::chrono::nanoseconds duration) {
  return fmt::format("{:.3g} ms", std::chrono::duration<double, std::milli>(duration).count());
}

// Verdicts as the end of "is ..." or "has ...".
std::string predicate(Verdict verdict) {
  return verdict == Verdict::no_route ? "finds no route" : "is " + to_string(verdict);
}

}  // namespace

std::string VerdictMatcher::description() const {
  if (senders_.empty()) return predicate(verdict_);
  const auto* preposition = verdict_ == Verdict::no_route ? "at" : "by";
  std::vector<std::string> senders;
  for (const auto& sender : senders_) senders.push_back(to_string(sender));
  return fmt::format("{} {} {}", predicate(verdict_), preposition, fmt::join(senders, " or "));
}

bool VerdictMatcher::MatchAndExplain(const Outcome& outcome, std::ostream*) const {
  if (outcome.verdict != verdict_) return false;
  if (senders_.empty()) return true;
  return outcome.icmp_error &&
         std::ranges::find(senders_, outcome.icmp_error->sender) != senders_.end();
}

void VerdictMatcher::DescribeTo(std::ostream* os) const { *os << description(); }

void VerdictMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not an outcome that " << description();
}

VerdictMatcher RejectedBy(const Node& node) {
  return VerdictMatcher(Verdict::rejected, addresses_of(node));
}

VerdictMatcher NoRouteAt(const Node& node) {
  return VerdictMatcher(Verdict::no_route, addresses_of(node));
}

bool LosesNothingMatcher::MatchAndExplain(const Outcome& outcome, std::ostream* explanation) const {
  if (!outcome.echo) {
    *explanation << "which is not the outcome of an echo probe";
    return false;
  }
  return outcome.echo->received() == outcome.echo->sent;
}

void LosesNothingMatcher::DescribeTo(std::ostream* os) const {
  *os << "has every echo request answered";
}

void LosesNothingMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has an echo request that was not answered";
}

bool ReachedWithinMatcher::MatchAndExplain(const Outcome& outcome,
                                           std::ostream* explanation) const {
  if (!outcome.reached() || !outcome.round_trip) return false;
  *explanation << "whose round trip took " << in_milliseconds(*outcome.round_trip);
  return *outcome.round_trip <= limit_;
}

void ReachedWithinMatcher::DescribeTo(std::ostream* os) const {
  *os << "is reached within " << in_milliseconds(limit_);
}

void ReachedWithinMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not reached within " << in_milliseconds(limit_);
}

}  // namespace netrig
