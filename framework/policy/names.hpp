// By which addresses the nodes of a network can name each other.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "netrig/core/address.hpp"
#include "netrig/topology/plan.hpp"

namespace netrig {

/// Whether one node can name another by it: not by a loopback, a link-local or a multicast one.
bool is_name(const IpAddress& address);

class AddressNames {
 public:
  /// `plan` must outlive it.
  explicit AddressNames(const Plan& plan);

  /// Whether the node has an address that others can name: link-local and loopback ones are
  /// nobody's name.
  bool has(NodeId node, Family family) const;
  /// Plan::address_of(); empty where one of the two has none in that family.
  std::optional<IpAddress> address_of(NodeId to, NodeId from, Family family) const;
  /// Whether no other node has it, too.
  bool is_unique(const IpAddress& address, NodeId node) const;

 private:
  const Plan& plan_;
  std::set<std::pair<NodeId, Family>> named_;
  std::map<IpAddress, std::set<NodeId>> holders_;
};

}  // namespace netrig
