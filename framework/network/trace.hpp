// The two witnesses of a Path.
#pragma once

#include <optional>

#include "netrig/network/network.hpp"
#include "netrig/network/path.hpp"
#include "network/whereabouts.hpp"

namespace netrig {

/// A probe whose source address and ports are fixed, taken apart.
struct Flow {
  NodeId from;
  Probe probe;
  FibQuestion packet;  ///< as it leaves its node
};

Trace trace_by_fib(const Network& network, const Whereabouts& whereabouts, const Flow& flow);
/// `expected` hops are asked for first, then more. Its nodes tell apart who else has an address.
Trace trace_by_ttl(const Network& network, const Whereabouts& whereabouts, const Flow& flow,
                   const Trace& expected);

/// Ends at the first node that is there twice.
void cut_at_repetition(Trace& trace);

/// What came back for a packet that was given a TTL.
struct TtlAnswer {
  enum class Kind {
    silent,
    expired,  ///< ICMP time exceeded
    arrived,
    stopped,  ///< another ICMP error, or this node's own refusal
  };
  Kind kind = Kind::silent;
  std::optional<IpAddress> sender{};
  std::string reason{};  ///< of `stopped`
};
/// Of TTLs from `first` to `last`.
struct TtlRange {
  unsigned first, last;
};
/// All from one socket at once, in the order of the TTLs.
std::vector<TtlAnswer> ask_by_ttl(const Node& node, const UdpProbe& probe, const TtlRange& range);
std::vector<TtlAnswer> ask_by_ttl(const Node& node, const EchoProbe& probe, const TtlRange& range);

TtlAnswer answer_of(const IcmpError& error, const IpAddress& target);

}  // namespace netrig
