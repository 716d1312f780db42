// In which order many inquiries are asked.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "netrig/probe/ask.hpp"

namespace netrig {

/// Positions of inquiries.
using Positions = std::vector<std::size_t>;

/// Those of a namespace next to each other, so that each is entered once.
Positions by_namespace(std::span<const Inquiry> inquiries);

/// Groups of a dozen namespaces ask each other in turn. Two nodes on one link that ask each other
/// do so soon after another, so that what ARP has taught them is used twice before it has to be
/// forgotten: see neighbour_table.hpp.
Positions by_groups(std::span<const Inquiry> inquiries);

/// Whom a probe asks; empty as long as only the name is known.
std::optional<IpAddress> target_of(const Probe& probe);
/// Whether it asks in that family, or may.
bool may_ask_in(Family family, const Probe& probe);

}  // namespace netrig
