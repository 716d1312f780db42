#include "topology/address_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// An interface that is no end of a link has the addresses that it was given.
Prefixes planned_for(const Topology& topology, const Attachment& attachment) {
  return attachment.link ? topology.links()[attachment.link->index].planned : Prefixes();
}

bool has_address_in(const Attachment& attachment, const Prefix& prefix) {
  const auto& addresses = *attachment.addresses;
  return std::any_of(addresses.begin(), addresses.end(), [&](const InterfaceAddress& address) {
    return prefix.contains(address.address());
  });
}

// All prefixes that links of the segment plan for, each once.
std::vector<Prefix> planned_prefixes(const Topology& topology, const Segment& segment) {
  std::vector<Prefix> prefixes;
  for (const auto* kind : {&segment.routers, &segment.hosts})
    for (const auto& attachment : *kind)
      for (const auto& prefix : planned_for(topology, attachment))
        if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end())
          prefixes.push_back(prefix);
  return prefixes;
}

// Two prefixes for one subnet are a slip of the pen. Who wants a host with a wrong prefix length
// gives it its address.
void check_agree(const std::vector<Prefix>& prefixes, const std::string& segment) {
  for (const auto& one : prefixes)
    for (const auto& other : prefixes)
      if (one.length() < other.length() && one.overlaps(other))
        throw DescriptionError(
            fmt::format("{} and {} are both planned for {}, and overlap: write the same prefix at "
                        "each of its links, or give addresses",
                        one, other, segment));
}

// The attachments that wait for an address of `prefix`, in the order in which they get it.
std::vector<const Attachment*> members(const Topology& topology, const Segment& segment,
                                       const Prefix& prefix) {
  std::vector<const Attachment*> waiting;
  for (const auto* kind : {&segment.routers, &segment.hosts})
    for (const auto& attachment : *kind) {
      const auto planned = planned_for(topology, attachment);
      if (std::find(planned.begin(), planned.end(), prefix) != planned.end() &&
          !has_address_in(attachment, prefix))
        waiting.push_back(&attachment);
    }
  return waiting;
}

// The addresses of `prefix` that the segment uses already, sorted.
std::vector<IpAddress> taken_addresses(const Segment& segment, const Prefix& prefix) {
  std::vector<IpAddress> taken;
  segment.for_each([&](const Attachment& attachment) {
    for (const auto& address : *attachment.addresses)
      if (prefix.contains(address.address())) taken.push_back(address.address());
  });
  std::sort(taken.begin(), taken.end());
  return taken;
}

}  // namespace

void plan_addresses(const Topology& topology, const std::vector<Segment>& segments,
                    const Plan& plan) {
  for (std::size_t number = 0; number < segments.size(); ++number) {
    const auto& segment = segments[number];
    const auto prefixes = planned_prefixes(topology, segment);
    check_agree(prefixes, describe_segment(plan, number));
    for (const auto& prefix : prefixes) {
      const auto taken = taken_addresses(segment, prefix);
      const auto waiting = members(topology, segment, prefix);
      auto offset = prefix.first_host_offset();
      const auto end = offset + prefix.host_capacity();
      for (const auto* member : waiting) {
        while (offset != end && std::binary_search(taken.begin(), taken.end(), prefix.at(offset)))
          ++offset;
        if (offset == end)
          throw DescriptionError(
              fmt::format("{} is full: it has {} address{} for hosts and {} has {} members", prefix,
                          prefix.host_capacity(), prefix.host_capacity() == 1 ? "" : "es",
                          describe_segment(plan, number), taken.size() + waiting.size()));
        member->addresses->emplace_back(prefix.at(offset++), prefix.length());
      }
    }
  }
}

}  // namespace netrig
