#include "evidence/ruleset_watch.hpp"

#include <fmt/format.h>

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

// Also an ICMP error about a request: it goes the same way.
bool is_reply(const Packet& packet, const netlink::TracedFlow& flow) {
  if (!packet.is_icmp()) return packet.source_port != flow.identifier;
  return packet.icmp_type != echo_request_type(packet.protocol);
}

std::vector<int> RulesetWatch::begin(const netlink::TracedFlow& flow) {
  flow_ = flow;
  table_ = unique_trace_table();
  for (std::size_t i = 0; i < rulesets_.size(); ++i) watch(i);
  std::vector<int> descriptors;
  for (const auto& watched : watched_) descriptors.push_back(watched.listener->fd());
  return descriptors;
}

// The probe asks nevertheless: it only knows less.
void RulesetWatch::watch(std::size_t node) try {
  auto& ruleset = *rulesets_[node];
  const auto chains = ruleset.base_chains();
  if (chains->empty()) return;
  enter(ruleset.node());
  auto listener = ruleset.take_listener();
  netlink::trace_flow(ruleset.netfilter(), table_, flow_, *chains, ruleset.node().name());
  watched_.push_back({.node = node, .chains = *chains, .listener = std::move(listener)});
} catch (const Error& error) {
  failure_ = error.what();
}

RulesetWatch::~RulesetWatch() {
  for (auto& watched : watched_) {
    auto& ruleset = *rulesets_[watched.node];
    try {
      netlink::end_trace(ruleset.netfilter(), table_, flow_, watched.chains, ruleset.node().name());
    } catch (const Error&) {
      // It goes with the network, whose socket owns it.
    }
    ruleset.give_back(std::move(watched.listener));
  }
}

void RulesetWatch::read() {
  for (auto& watched : watched_) {
    const bool heard_all = watched.listener->take_events([&](const nlmsghdr& header) {
      if (const auto event = netlink::trace_event(header)) take(watched, *event);
    });
    if (!heard_all)
      failure_ = fmt::format("more packets were traced in '{}' than could be followed",
                             rulesets_[watched.node]->node().name());
  }
}

// All listeners of a namespace hear of all that is traced there, whoever wants it: of ours is what
// a rule of our table has matched.
void RulesetWatch::take(Watched& watched, const netlink::TraceEvent& event) {
  using netlink::TraceEvent;
  const bool begins = event.table == table_ && event.kind == TraceEvent::Kind::rule;
  const auto known =
      begins ? watched.packets.try_emplace(event.packet).first : watched.packets.find(event.packet);
  if (known == watched.packets.end()) return;
  auto& traced = known->second;
  // Only the first event of a base chain has them, which another may follow that drops: behind a
  // jump.
  if (!event.network_header.empty()) {
    traced.packet = packet_of(event.network_header, event.transport_header);
    traced.incoming_interface = event.incoming_interface;
    traced.outgoing_interface = event.outgoing_interface;
  }
  traced.chains.emplace(event.family, event.table, event.chain);
  if (!event.is_drop || is_redirect(traced.packet)) return;
  auto& drop = drops_.emplace_back(TracedDrop{.node = watched.node,
                                              .packet = traced.packet,
                                              .is_reply = is_reply(traced.packet, flow_),
                                              .event = event,
                                              .chains = traced.chains});
  drop.event.incoming_interface = traced.incoming_interface;
  drop.event.outgoing_interface = traced.outgoing_interface;
}

}  // namespace netrig
