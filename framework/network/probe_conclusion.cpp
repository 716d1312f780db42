// What a probe's outcome says of what its witness has seen.
#include <fmt/format.h>

#include <algorithm>

#include "evidence/discards.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "network/control.hpp"
#include "network/probe_witness.hpp"
#include "probe/order.hpp"

namespace netrig {
namespace {

// Of which packets it tells is not known, so it is no proof.
std::string discards_at(const Namespace& node, Family family) {
  const auto counters = on_thrown_away_thread(node, [&] { return discard_counters(family); });
  if (counters.empty()) return {};
  return fmt::format("'{}' has counted since it was built: {}", node.name(),
                     fmt::join(counters, ", "));
}

}  // namespace

// The report stands without it.
void ProbeWitness::add_rule_text(DropReport& report) try {
  if (report.cause != DropCause::rule) return;
  const auto node = *report.id;
  auto& rule = *report.rule;
  for (const auto& listing : network_.listings_of(node)) {
    if (!listing.rule_texts) continue;
    const auto list = [&](const std::string& table) {
      return listing.rule_texts(network_.at(node), table);
    };
    rule.text = network_.rulesets.at(node.index)->rule_text(rule.table, rule.handle, list);
  }
} catch (const Error& error) {
  report.explanation = error.what();
}

void ProbeWitness::conclude(Outcome& outcome) {
  if (!flow_ || outcome.reached()) return;
  read();
  if (outcome.verdict == Verdict::unexpected) {
    // A handshake of which the last packet was lost is no connection to the service.
    if (!by_ruleset_ || !outcome.received.empty()) return;
    outcome.verdict = Verdict::silent;
    outcome.explanation.clear();
  }
  if (*is_shared_ && by_ruleset_ && by_ruleset_->doubt.empty())
    by_ruleset_->doubt = "another probe has the same port at the same time";
  for (const auto& failure : {rulesets_->failure(), kernel_->failure(), failure_})
    if (outcome.explanation.empty()) outcome.explanation = failure;
  if (by_ruleset_)
    conclude_by_rule(outcome);
  else if (outcome.verdict == Verdict::refused)
    conclude_refusal(outcome);
  else if (outcome.verdict == Verdict::silent || outcome.verdict == Verdict::dropped)
    conclude_silence(outcome);
  else if (outcome.icmp_error)
    conclude_icmp_error(outcome);
}

// A rule that rejects answers in the target's name, or in its node's.
void ProbeWitness::conclude_by_rule(Outcome& outcome) {
  const bool answers = rejects(*by_ruleset_) && !by_ruleset_->is_reply;
  switch (outcome.verdict) {
    case Verdict::silent:
    case Verdict::dropped: outcome.verdict = Verdict::dropped; break;
    case Verdict::denied: break;
    case Verdict::refused:
    case Verdict::no_route:
    case Verdict::unresolved:  // by their ICMP errors, which a rule may send
      if (!answers) return;
      outcome.verdict = Verdict::rejected;
      break;
    default:
      if (!answers) return;
  }
  add_rule_text(*by_ruleset_);
  if (!rejects(*by_ruleset_)) kernel_->add_to(*by_ruleset_);
  outcome.drop = by_ruleset_;
  // An interface that drops may have other reasons as well.
  if (by_ruleset_->cause == DropCause::fault) outcome.explanation.clear();
  if (!by_ruleset_->rule) return;
  outcome.obstacle_beside_rule = obstacle_beside_rule();
  if (outcome.obstacle_beside_rule == "")
    outcome.control = control_of(network_, probe_, *way_->arrival);
}

bool ProbeWitness::is_listened_for(const Arrival& arrival) const {
  return arrival.packet.is_icmp() || !listeners_for(network_, arrival).empty();
}

std::optional<std::string> ProbeWitness::obstacle_beside_rule() {
  look_closely();
  if (way_->end) return to_string(*way_->end);
  if (way_->nobodys) return fmt::format("no node is known to have {}", *way_->nobodys);
  const auto& arrival = way_->arrival;
  if (!arrival) return std::nullopt;
  if (is_listened_for(*arrival)) return "";
  return fmt::format("nobody listens on {} in '{}'", destination_of(arrival->packet),
                     network_.at(arrival->node).name());
}

void ProbeWitness::conclude_refusal(Outcome& outcome) {
  look_closely();
  const auto& arrival = way_->arrival;
  if (!arrival || !outcome.explanation.empty()) return;
  const auto where =
      fmt::format("{} in '{}'", destination_of(arrival->packet), network_.at(arrival->node).name());
  if (!is_listened_for(*arrival)) {
    outcome.explanation = fmt::format("nobody listens on {}", where);
    return;
  }
  outcome.verdict = Verdict::rejected;
  outcome.explanation = fmt::format(
      "a service listens on {}, so this is a firewall's answer, and no rule of nftables gave it",
      where);
}

// The node that sent it may know more than it could say.
void ProbeWitness::conclude_icmp_error(Outcome& outcome) {
  look_closely();
  if (!way_->end || way_->end->is_reply) return;
  const auto has_sent_it = [&](const AddressInfo& each) {
    return each.address.address() == outcome.icmp_error->sender;
  };
  if (std::ranges::any_of(network_.node(*way_->end->id).addresses(), has_sent_it))
    outcome.drop = way_->end;
}

// What has happened, if it happens again; what would happen; what has happened.
const std::optional<DropReport>& ProbeWitness::cause_of_silence() {
  const auto& seen = kernel_->drop();
  if (seen && seen->doubt.empty()) return seen;
  look_closely();
  return way_->end ? way_->end : seen;
}

void ProbeWitness::conclude_silence(Outcome& outcome) {
  if (const auto& drop = cause_of_silence()) {
    outcome.verdict = Verdict::dropped;
    outcome.drop = drop;
    kernel_->add_to(*outcome.drop);
    return;
  }
  if (outcome.explanation.empty()) outcome.explanation = explanation_of_silence();
  add_discards(outcome);
}

// The silence stands without them.
void ProbeWitness::add_discards(Outcome& outcome) const try {
  const auto family = target_of(probe_)->is_v4() ? Family::ipv4 : Family::ipv6;
  for (const auto& node : way_->nodes)
    if (const auto line = discards_at(network_.at(node), family); !line.empty())
      outcome.explanation += (outcome.explanation.empty() ? "" : "\n") + line;
} catch (const Error&) {
}

std::string ProbeWitness::explanation_of_silence() const {
  const auto& arrival = way_->arrival;
  if (!arrival) return {};
  const auto& node = network_.at(arrival->node).name();
  if (is_listened_for(*arrival))
    return fmt::format(
        "nothing was seen to drop it: no rule of nftables, and the routes lead to '{}'{}", node,
        way_->returns ? " and back" : "");
  // Whether it came there is not known.
  return fmt::format("nobody listens on {} in '{}', and nothing came back that says so",
                     destination_of(arrival->packet), node);
}

}  // namespace netrig
