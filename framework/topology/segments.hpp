// Broadcast segments: who hears whom without a router. A link between hosts or routers is one; the
// links that switches join are one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

/// Numbers the segments of the plan in the order of their first link, then those of switches
/// without any, then those that other interfaces have to themselves, and gives their count. Throws
/// DescriptionError when bridges are joined in a loop.
std::size_t number_segments(Plan& plan);

/// A place where a node has addresses of a segment. Points into a Plan.
struct Attachment {
  NodeId node;
  const InterfaceName* interface;
  std::vector<InterfaceAddress>* addresses;
  std::optional<LinkId> link;  ///< none for a bridge and what else is no end of a link
};

/// The attachments of one segment, each kind in the order of the links.
struct Segment {
  std::vector<Attachment> bridges, routers, hosts;

  /// Calls `f` with each attachment.
  template <class F>
  void for_each(F f) const {
    for (const auto* kind : {&bridges, &routers, &hosts})
      for (const auto& attachment : *kind) f(attachment);
  }
};

/// By PlannedInterface::segment. They hold while the plan's nodes and interfaces stay in place.
std::vector<Segment> collect_segments(Plan& plan, std::size_t count);

/// "the segment of 'sw'" (its first switch), "the link between 'a' and 'b'"
std::string describe_segment(const Plan& plan, std::size_t segment);
/// "the link between 'a' and 'b'"
std::string describe_link(const Plan& plan, const PlannedLink& link);

}  // namespace netrig
