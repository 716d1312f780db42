#include "topology/subnets.hpp"

#include <algorithm>

namespace netrig {

bool has_subnet(const InterfaceAddress& address) {
  return address.prefix_length() < (address.is_v4() ? 32U : 128U);
}

bool is_link_local(const IpAddress& address) {
  return address.is_v6() && address.to_v6().is_link_local();
}

bool is_on_link(const std::vector<InterfaceAddress>& own, const IpAddress& other) {
  return std::any_of(own.begin(), own.end(), [&](const InterfaceAddress& address) {
    return address.is_v4() == other.is_v4() && has_subnet(address) && address.address() != other &&
           address.prefix().contains(other);
  });
}

std::optional<std::pair<Subnet, Subnet>> find_overlap(std::vector<Subnet> subnets) {
  // Two prefixes are nested or have nothing in common. Sorted, each comes right after those that
  // hold it; `outer` are those that hold the current one, all of one segment as long as we go on.
  std::stable_sort(subnets.begin(), subnets.end(),
                   [](const Subnet& a, const Subnet& b) { return a.prefix < b.prefix; });
  std::vector<const Subnet*> outer;
  for (const auto& subnet : subnets) {
    while (!outer.empty() && !outer.back()->prefix.overlaps(subnet.prefix)) outer.pop_back();
    if (!outer.empty() && outer.back()->segment != subnet.segment)
      return std::pair(*outer.back(), subnet);
    outer.push_back(&subnet);
  }
  return std::nullopt;
}

}  // namespace netrig
