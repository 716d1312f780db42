#include <algorithm>

#include "netrig/policy/policy.hpp"
#include "policy/words.hpp"

namespace netrig {
namespace {

// ICMP host unreachable and its IPv6 twin are what a router says of a target that does not answer
// ARP: nobody decided it. RFC 792, RFC 4443.
bool says_host_unreachable(const IcmpError& error) {
  constexpr std::uint8_t unreachable_v4 = 3, host_v4 = 1, unreachable_v6 = 1, address_v6 = 3;
  return error.sender.is_v4() ? error.type == unreachable_v4 && error.code == host_v4
                              : error.type == unreachable_v6 && error.code == address_v6;
}

// A missing route looks the same from afar, and `unreachable` routes stand in for one. What forbids
// the way back, where the question has passed, need not be about who asked.
bool forbids(const DropReport& by_route) {
  return !by_route.is_reply && (by_route.route_type == RouteType::blackhole ||
                                by_route.route_type == RouteType::prohibit);
}

bool is_decision(const DropReport& drop) {
  switch (drop.cause) {
    case DropCause::rule:
    case DropCause::policy: return true;
    case DropCause::route: return forbids(drop);
    case DropCause::link:
    case DropCause::neighbour:
    case DropCause::ttl:
    case DropCause::mtu:
    case DropCause::fault:
    case DropCause::kernel: return false;
  }
  return false;
}

// A rule proves nothing where the packet would have got no answer anyway.
bool has_another_obstacle(const Outcome& outcome) {
  return outcome.obstacle_beside_rule && !outcome.obstacle_beside_rule->empty();
}

// A rule that is known to be all that keeps the answer away, or a `prohibit` route, of which the
// kernel says EACCES without an ICMP error.
bool is_denied_by_decision(const Outcome& outcome) {
  if (outcome.drop) return outcome.obstacle_beside_rule.has_value();
  return outcome.error == std::errc::permission_denied && !outcome.icmp_error;
}

bool is_blocked(const Answer& answer) {
  const auto* outcome = answer.outcome ? &*answer.outcome : nullptr;
  if (outcome && has_another_obstacle(*outcome)) return false;
  switch (answer.verdict) {
    case Verdict::dropped: return !outcome || !outcome->drop || is_decision(*outcome->drop);
    case Verdict::rejected:
      if (outcome && outcome->drop) return is_decision(*outcome->drop);
      return !outcome || !outcome->icmp_error || !says_host_unreachable(*outcome->icmp_error);
    case Verdict::denied: return !outcome || is_denied_by_decision(*outcome);
    case Verdict::reached:
    case Verdict::unexpected:
    case Verdict::refused:
    case Verdict::no_route:
    case Verdict::no_address:
    case Verdict::unresolved:
    case Verdict::silent: return false;
  }
  return false;
}

}  // namespace

std::optional<Expectation> Expectation::try_parse(std::string_view word) {
  if (word == "block") return block();
  if (word == "any" || word == "?") return any();
  if (const auto verdict = verdict_of(word)) return Expectation(*verdict);
  return std::nullopt;
}

bool Expectation::allows(const Answer& answer) const {
  switch (kind_) {
    case Kind::verdict: return answer.verdict == verdict_;
    case Kind::block: return is_blocked(answer);
    case Kind::any: return true;
  }
  return false;
}

std::string to_string(const Expectation& expectation) {
  switch (expectation.kind_) {
    case Expectation::Kind::verdict: return word_of(expectation.verdict_);
    case Expectation::Kind::block: return "block";
    case Expectation::Kind::any: return "any";
  }
  return "";
}

}  // namespace netrig
