// Who has which address, and who is at the other end of a link, at this moment. For one thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/netlink/address_info.hpp"
#include "network/state.hpp"

namespace netrig {

class Whereabouts {
 public:
  enum class Care {
    /// Waits for nobody, and may take a link for sound that went down less than a second ago.
    glance,
    /// As the kernel knows it now (RTM_GETLINK), for which it waits where networks are removed.
    look
  };
  /// A node is asked for its addresses when it first matters.
  explicit Whereabouts(NetworkState& state, Care care = Care::look);

  /// An interface of a node.
  struct Place {
    NodeId node;
    std::string interface;
  };
  /// The first node that has the address; `first` before all others, where two have it.
  std::optional<NodeId> owner_of(const IpAddress& address,
                                 std::optional<NodeId> first = std::nullopt) const;
  /// Where a frame for `next_hop` comes in that leaves through an interface of a node.
  std::optional<Place> next_place(NodeId node, const std::string& interface,
                                  const IpAddress& next_hop) const;
  /// What keeps it from carrying packets: "is down", "has no carrier", "is gone". Empty when
  /// nothing does. Routes through it stay when the other end goes down.
  std::string fault_of(const Place& place) const;
  const std::string& name_of(NodeId node) const { return state_.plan.node(node).name; }

 private:
  using Ends = std::vector<LiveEnd>;

  bool is_switch(NodeId node) const { return state_.plan.node(node).kind == NodeKind::bridge; }
  const std::vector<AddressInfo>& addresses_of(NodeId node) const;
  bool has(NodeId node, const std::string& interface, const IpAddress& address) const;
  /// Its interface with the address; empty when it has it on none.
  std::string interface_with(NodeId node, const IpAddress& address) const;
  Ends ports_of(NodeId node) const;
  Ends far_ends(NodeId node, const std::string& interface) const;
  /// The ends of links that hear a frame sent through an interface, behind switches as well.
  Ends hearers(NodeId node, const std::string& interface) const;
  bool is_enslaved(const LiveEnd& end) const;
  /// The macvlan or ipvlan with the address that stands on one of the ends, in whatever node.
  std::optional<Place> sharer_with(const Ends& ends, const IpAddress& address) const;
  bool shares_wire(const Place& place, const Ends& ends) const;

  NetworkState& state_;
  const Care care_;
  std::vector<std::array<LiveEnd, 2>> links_;
  mutable std::vector<std::optional<std::vector<AddressInfo>>> addresses_;  // by NodeId::index
};

}  // namespace netrig
