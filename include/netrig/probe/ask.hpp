// Many probes at once, from many namespaces, under one deadline.
#pragma once

#include <span>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/probe/probe.hpp"

namespace netrig {

class Witness;

/// A probe and the namespace that it starts from, which must outlive the call.
struct Inquiry {
  const Namespace* from;
  Probe probe;
  /// Whether a TCP probe fills in Outcome::initial_sequence, which costs four system calls.
  bool notes_initial_sequence = false;
  /// Of an EchoProbe, a TcpProbe and a UdpProbe: is told of its packets before they leave, and may
  /// end it. netrig's own; null unless a Node asks.
  Witness* witness = nullptr;
};

/// Asks all, as many at a time as descriptors allow, on threads of its own, and gives the outcomes
/// in the order of the inquiries. Blocks until each has its verdict; one whose own patience or the
/// common deadline passes is silent. Never throws for what the network did; throws Error for what
/// could not be asked (no privilege, no descriptors) and DescriptionError for a probe that makes no
/// sense (a TCP probe of a UDP port, a source of the other family).
///
/// When there are more than a hundred, the nodes that ask may forget meanwhile what ARP and
/// neighbour discovery have taught them: all namespaces of a machine share one small table of it.
std::vector<Outcome> ask(std::span<const Inquiry> inquiries, Deadline deadline);

}  // namespace netrig
