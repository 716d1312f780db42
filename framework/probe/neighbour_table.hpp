// The kernel's tables of neighbours (arp(7)), of which all namespaces of the machine share one for
// IPv4 and one for IPv6. Each takes net.ipv4.neigh.default.gc_thresh3 entries, 1024 unless the
// machine is told otherwise; a packet that needs one more is dropped without a word, and an entry
// is safe from the kernel's own collection for five seconds (neigh_alloc(), neigh_forced_gc() in
// net/core/neighbour.c).
#pragma once

#include <cstddef>
#include <optional>

#include "netrig/core/address.hpp"
#include "netrig/netlink/neighbour.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// How many more entries a family's table takes. Any namespace knows.
std::size_t neighbour_room(const Namespace& any, Family family);

/// The entry of a node for an address on one of its links, as the kernel has it now, without the
/// interface's name. Unlike netlink::neighbours() it also finds those that need no resolution
/// (NUD_NOARP). Empty when there is none.
std::optional<Neighbour> find_neighbour(const Namespace& node, int interface_index,
                                        const IpAddress& address);

/// Drops what a node has learned, in both families: not what was given to it, and not what it is
/// asking for at this moment. What the kernel does not let go of, stays.
void forget_neighbours(const Namespace& node);

}  // namespace netrig
