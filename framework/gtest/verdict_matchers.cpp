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

// "is ..." or "is not ...".
std::string adjective(Verdict verdict) {
  if (verdict == Verdict::no_route) return "without a route";
  if (verdict == Verdict::no_address) return "without an address";
  return to_string(verdict);
}

}  // namespace

VerdictMatcher::VerdictMatcher(Verdict verdict, const IpAddress& place)
    : verdict_(verdict), place_(Place{to_string(place), "", {place}}) {}

VerdictMatcher::VerdictMatcher(Verdict verdict, const Node& place)
    : verdict_(verdict),
      place_(Place{fmt::format("'{}'", place.name()), place.name(), addresses_of(place)}) {}

std::string VerdictMatcher::predicate() const {
  if (!place_) return adjective(verdict_);
  return fmt::format("{} {} {}", adjective(verdict_), verdict_ == Verdict::no_route ? "at" : "by",
                     place_->text);
}

bool VerdictMatcher::MatchAndExplain(const Outcome& outcome,
                                     ::testing::MatchResultListener*) const {
  if (outcome.verdict != verdict_) return false;
  if (!place_) return true;
  if (!outcome.icmp_error) return !place_->node.empty() && outcome.from == place_->node;
  return std::ranges::find(place_->addresses, outcome.icmp_error->sender) !=
         place_->addresses.end();
}

void VerdictMatcher::DescribeTo(std::ostream* os) const {
  *os << "is " << predicate();
}

void VerdictMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not " << predicate();
}

bool LosesNothingMatcher::MatchAndExplain(const Outcome& outcome,
                                          ::testing::MatchResultListener* explanation) const {
  if (!outcome.echo) {
    *explanation << "which is not the outcome of an echo probe";
    return false;
  }
  const auto wanted = std::get<EchoProbe>(outcome.probe).count;
  if (outcome.echo->sent < wanted)
    *explanation << "of whose " << wanted << " requests only " << outcome.echo->sent
                 << " were sent";
  return outcome.echo->received() == wanted;
}

void LosesNothingMatcher::DescribeTo(std::ostream* os) const {
  *os << "has every echo request answered";
}

void LosesNothingMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has an echo request that was not answered";
}

bool ReachedWithinMatcher::MatchAndExplain(const Outcome& outcome,
                                           ::testing::MatchResultListener* explanation) const {
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
