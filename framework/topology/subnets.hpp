// What an interface's address says about the network it is on.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "netrig/core/address.hpp"

namespace netrig {

/// Whether all on the link of `address`'s prefix are reached without a gateway. Not so for a /32 or
/// /128, which names this node alone.
bool has_subnet(const InterfaceAddress& address);

/// fe80::/10: the same network on every link, so it tells no two apart.
bool is_link_local(const IpAddress& address);

/// Whether an interface with addresses `own` reaches `other` without a gateway.
bool is_on_link(const std::vector<InterfaceAddress>& own, const IpAddress& other);

/// A subnet of a segment. `position` is the caller's, to find it again.
struct Subnet {
  Prefix prefix;
  std::size_t segment;
  std::size_t position = 0;
};

/// Two subnets of different segments that have addresses in common; the wider one is first.
std::optional<std::pair<Subnet, Subnet>> find_overlap(std::vector<Subnet> subnets);

}  // namespace netrig
