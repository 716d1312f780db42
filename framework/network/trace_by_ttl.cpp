#include <fmt/format.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <algorithm>

#include "network/trace.hpp"

namespace netrig {
namespace {

using Kind = TtlAnswer::Kind;
using Answers = std::vector<TtlAnswer>;

constexpr unsigned most_hops = 64;  // the kernel's own TTL (ip_default_ttl)

bool is_end(const TtlAnswer& answer) {
  return answer.kind == Kind::arrived || answer.kind == Kind::stopped;
}

TtlAnswer answer_of(const Outcome& outcome, const IpAddress& target) {
  switch (outcome.verdict) {
    case Verdict::reached:
    case Verdict::unexpected:
    case Verdict::refused: return {Kind::arrived, target, ""};
    case Verdict::dropped:
    case Verdict::silent: return {};
    default: break;
  }
  if (outcome.icmp_error) return netrig::answer_of(*outcome.icmp_error, target);
  return {Kind::stopped, std::nullopt,
          outcome.explanation.empty() ? to_string(outcome.verdict) : outcome.explanation};
}

// One after the other: a connection's ports are used once at a time.
Answers ask_tcp(const Network& network, NodeId from, TcpProbe probe, const TtlRange& range) {
  constexpr int most_silent = 3;
  Answers answers;
  int silent = 0;
  for (auto ttl = range.first; ttl <= range.last && silent < most_silent; ++ttl) {
    probe.ttl = static_cast<std::uint8_t>(ttl);
    answers.push_back(answer_of(network[from].ask(probe), probe.target.address));
    if (is_end(answers.back())) break;
    silent = answers.back().kind == Kind::silent ? silent + 1 : 0;
  }
  return answers;
}

struct Ask {
  const Network& network;
  NodeId from;
  TtlRange range;

  Answers operator()(const EchoProbe& probe) const {
    return ask_by_ttl(network[from], probe, range);
  }
  Answers operator()(const TcpProbe& probe) const { return ask_tcp(network, from, probe, range); }
  Answers operator()(const UdpProbe& probe) const {
    return ask_by_ttl(network[from], probe, range);
  }
  Answers operator()(const DnsProbe&) const { return {}; }
  Answers operator()(const HttpProbe&) const { return {}; }
  Answers operator()(const NeighbourProbe&) const { return {}; }
};

// The hops up to the first answer that is an end; silent ones behind the last that answered are
// none.
Trace trace_of(const Whereabouts& whereabouts, const Flow& flow, const Trace& expected,
               const Answers& answers) {
  Trace trace{.from = whereabouts.name_of(flow.from)};
  const auto hop_of = [&](const TtlAnswer& answer) {
    const auto position = trace.hops.size();
    const auto likely = position < expected.hops.size() ? expected.hops[position].id : std::nullopt;
    const auto owner = answer.sender ? whereabouts.owner_of(*answer.sender, likely) : std::nullopt;
    return Hop{owner, owner ? whereabouts.name_of(*owner) : "", answer.sender};
  };
  const auto last = std::ranges::find_if(answers, is_end);
  for (auto each = answers.begin(); each != last; ++each) trace.hops.push_back(hop_of(*each));
  if (last == answers.end()) {
    const bool all_answered = std::ranges::none_of(
        answers, [](const TtlAnswer& answer) { return answer.kind == Kind::silent; });
    while (!trace.hops.empty() && !trace.hops.back().address) trace.hops.pop_back();
    trace.end = all_answered && !answers.empty() ? TraceEnd::loop : TraceEnd::dead_end;
    if (trace.end == TraceEnd::loop) {
      cut_at_repetition(trace);
    } else {
      trace.in_silence = true;
      trace.reason = fmt::format("no answer from ttl {} on", trace.hops.size() + 1);
    }
    return trace;
  }
  const auto hop = hop_of(*last);
  const auto before = trace.hops.empty() ? std::optional(flow.from) : trace.hops.back().id;
  if (last->kind == Kind::arrived) {
    trace.end = TraceEnd::arrived;
    trace.hops.push_back(hop);
  } else {
    trace.reason = last->reason;
    if (last->sender && hop.id != before) trace.hops.push_back(hop);
  }
  return trace;
}

}  // namespace

TtlAnswer answer_of(const IcmpError& error, const IpAddress& target) {
  const bool expired =
      error.sender.is_v4()
          ? error.type == ICMP_TIME_EXCEEDED && error.code == ICMP_EXC_TTL
          : error.type == ICMP6_TIME_EXCEEDED && error.code == ICMP6_TIME_EXCEED_TRANSIT;
  if (expired) return {Kind::expired, error.sender, ""};
  if (error.sender == target) return {Kind::arrived, error.sender, ""};
  return {Kind::stopped, error.sender, to_string(error)};
}

Trace trace_by_ttl(const Network& network, const Whereabouts& whereabouts, const Flow& flow,
                   const Trace& expected) {
  // A node may be passed twice, by policy; more than that is a loop.
  const auto nodes = static_cast<unsigned>(network.plan().nodes.size());
  const auto most = std::min(most_hops, 2 * nodes + 1);
  const auto likely = std::clamp(static_cast<unsigned>(expected.hops.size()), 1U, most);
  const auto ask = [&](unsigned first, unsigned last) {
    return std::visit(Ask{network, flow.from, {first, last}}, flow.probe);
  };
  auto answers = ask(1, likely);
  const bool gave_up = answers.size() < likely;
  if (std::ranges::none_of(answers, is_end) && !gave_up && likely < most)
    std::ranges::move(ask(likely + 1, most), std::back_inserter(answers));
  return trace_of(whereabouts, flow, expected, answers);
}

}  // namespace netrig
