#include <fmt/format.h>

#include <algorithm>

#include "network/trace.hpp"

namespace netrig {
namespace {

class Walk {
 public:
  Walk(const Network& network, const Whereabouts& whereabouts, const Flow& flow)
      : network_(network), whereabouts_(whereabouts), packet_(flow.packet), at_(flow.from) {
    trace_.from = whereabouts.name_of(flow.from);
  }

  Trace follow() {
    while (step()) {
    }
    if (trace_.end == TraceEnd::loop) cut_at_repetition(trace_);
    return std::move(trace_);
  }

 private:
  struct Visit {
    NodeId node;
    std::string interface;
    bool operator==(const Visit&) const = default;
  };

  // False at the end.
  bool step() {
    const Visit visit{at_, packet_.incoming_interface};
    if (std::ranges::find(visits_, visit) != visits_.end()) return end(TraceEnd::loop);
    visits_.push_back(visit);
    const auto answer = network_[at_].look_up(packet_);
    if (answer.is_delivered()) {
      if (trace_.hops.empty())  // to itself
        trace_.hops.push_back({at_, whereabouts_.name_of(at_), packet_.destination});
      return end(TraceEnd::arrived);
    }
    if (!answer.is_sent_on())
      return end(TraceEnd::dead_end, fmt::format("{}: {}", whereabouts_.name_of(at_), answer));
    if (const auto fault = whereabouts_.fault_of({at_, answer.interface}); !fault.empty())
      return end(TraceEnd::dead_end,
                 fmt::format("{}: {} {}", whereabouts_.name_of(at_), answer.interface, fault));
    const auto next = whereabouts_.next_place(at_, answer.interface, answer.next_hop());
    if (!next)
      return end(TraceEnd::dead_end,
                 fmt::format("{}: nobody at the other end of {} has {}", whereabouts_.name_of(at_),
                             answer.interface, answer.next_hop()));
    if (const auto fault = whereabouts_.fault_of(*next); !fault.empty())
      return end(TraceEnd::dead_end,
                 fmt::format("{}: {} of {} {}", whereabouts_.name_of(at_), next->interface,
                             whereabouts_.name_of(next->node), fault));
    trace_.hops.push_back({next->node, whereabouts_.name_of(next->node), answer.next_hop()});
    at_ = next->node;
    packet_.incoming_interface = next->interface;
    packet_.outgoing_interface.clear();
    packet_.user.reset();
    packet_.mark = 0;
    return true;
  }

  bool end(TraceEnd how, std::string reason = {}) {
    trace_.end = how;
    trace_.reason = std::move(reason);
    return false;
  }

  const Network& network_;
  const Whereabouts& whereabouts_;
  FibQuestion packet_;
  NodeId at_;
  std::vector<Visit> visits_;
  Trace trace_;
};

}  // namespace

void cut_at_repetition(Trace& trace) {
  for (auto hop = trace.hops.begin(); hop != trace.hops.end(); ++hop)
    if (hop->id && std::ranges::find(trace.hops.begin(), hop, hop->id, &Hop::id) != hop) {
      trace.hops.erase(hop + 1, trace.hops.end());
      return;
    }
}

Trace trace_by_fib(const Network& network, const Whereabouts& whereabouts, const Flow& flow) {
  return Walk(network, whereabouts, flow).follow();
}

}  // namespace netrig
