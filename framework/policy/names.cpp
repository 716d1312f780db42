#include "policy/names.hpp"

namespace netrig {

bool is_name(const IpAddress& address) {
  if (address.is_loopback() || address.is_multicast()) return false;
  if (address.is_v6()) return !address.to_v6().is_link_local();
  const auto bytes = address.to_v4().to_bytes();
  return !(bytes[0] == 169 && bytes[1] == 254);  // RFC 3927
}

AddressNames::AddressNames(const Plan& plan) : plan_(plan) {
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    for (const auto& each : plan.nodes[i].addresses()) {
      if (!is_name(each.address())) continue;
      named_.emplace(NodeId{i}, each.is_v4() ? Family::ipv4 : Family::ipv6);
      holders_[each.address()].insert(NodeId{i});
    }
}

bool AddressNames::has(NodeId node, Family family) const {
  return named_.contains({node, family});
}

std::optional<IpAddress> AddressNames::address_of(NodeId to, NodeId from, Family family) const {
  if (!has(to, family) || !has(from, family)) return std::nullopt;
  return plan_.address_of(to, from, family);
}

bool AddressNames::is_unique(const IpAddress& address, NodeId node) const {
  const auto found = holders_.find(address);
  return found == holders_.end() || found->second == std::set{node};
}

}  // namespace netrig
