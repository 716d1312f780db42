// A network interface of a running node.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/netlink/address_info.hpp"
#include "netrig/netlink/bridge_port.hpp"
#include "netrig/netlink/interface_info.hpp"
#include "netrig/netlink/interface_statistics.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

struct NetworkState;

/// A handle: copies mean the same interface. Valid as long as the Network, and until the interface
/// is moved to another node. What the kernel refuses is an Error with its words.
class Interface {
 public:
  const std::string& name() const noexcept { return name_; }
  int index() const noexcept { return index_; }

  /// The kernel's present answer.
  InterfaceInfo info() const;
  std::vector<AddressInfo> addresses() const;
  InterfaceStatistics statistics() const;
  /// Returns what info() says when `holds` is true of it, asked again at each change; at once if it
  /// is already. For what others bring about: down() and up() wait for their own effect. Throws
  /// DeadlineError, which says what was true instead.
  ///   eth0.wait_until([](const InterfaceInfo& now) { return !now.has_carrier; });
  InterfaceInfo wait_until(const std::function<bool(const InterfaceInfo&)>& holds,
                           Deadline deadline = Deadline::in(kernel_patience)) const;

  /// Like `ip link set down`: the kernel drops the routes through it. Its addresses stay, IPv6 ones
  /// as well (net.ipv6.conf.all.keep_addr_on_down is 1 in every node), all but link-local ones. The
  /// other end loses its carrier, and so do the interfaces that stand on this one. VLANs on it go
  /// down with it, and come back with it.
  void down() const;
  /// Like `ip link set up`, and puts back the link-local addresses, routes and nexthop objects that
  /// down() took, as they were; routes of a routing daemon (`proto bird`) are left to that. A route
  /// that has been added in the place of one of them stays instead, and one that the kernel takes
  /// no longer is passed over: its gateway is on no link any more, say. When the other end of its
  /// link is up as well, returns when packets pass; throws DeadlineError when they do not in time.
  /// While one thread is in down() or up(), others wait.
  void up(Deadline deadline = Deadline::in(kernel_patience)) const;

  /// Like `ip link set mtu`: of this end only, 68 to 65535 bytes. Below 1280 the kernel takes the
  /// interface out of IPv6 with all its IPv6 addresses (RFC 8200 section 5), and a larger MTU
  /// brings back none but a generated link-local one.
  void set_mtu(std::uint32_t bytes) const;
  /// Usable when the call returns, IPv6 as well: without duplicate address detection.
  void add_address(const InterfaceAddress& address) const;
  void remove_address(const InterfaceAddress& address) const;

  /// What its bridge says of it; throws DescriptionError for what is no bridge's port.
  PortInfo port() const;
  /// Sets all of them: `auto options = p.port().options; options.isolated = true;` keeps the rest.
  void set_port(const PortOptions& options) const;
  /// What a bridge is told; throws DescriptionError for what is none.
  BridgeOptions bridge() const;
  /// Sets all of them, as set_port() does. Throws UnsupportedError for VLANs without
  /// Feature::vlan_filtering.
  void set_bridge(const BridgeOptions& options) const;
  /// Puts a bridge's port, or the bridge itself, into a VLAN (`bridge vlan add`). Throws
  /// UnsupportedError without Feature::vlan_filtering.
  void add_vlan(const PortVlan& vlan) const;
  void remove_vlan(std::uint16_t id) const;

  /// Like `ip link del`, for what is no end of a Topology's link; of a veth pair both ends go.
  void remove() const;

  /// Moves it to another node under the same name, like `ip link set NAME netns NODE`, and gives
  /// the handle that is valid from now on. It arrives down and without addresses, as the kernel has
  /// it.
  Interface move_to(NodeId target) const;

 private:
  friend class Node;
  friend class Link;
  Interface(NetworkState& network, NodeId node, int index, std::string name)
      : network_(&network), node_(node), index_(index), name_(std::move(name)) {}

  /// With NetworkState::flapping held: down() and up().
  void take_down() const;
  void bring_up(Deadline deadline) const;
  /// Returns when packets pass, at once for an interface that has no carrier.
  void wait_while_carried(Deadline deadline) const;

  NetworkState* network_;
  NodeId node_;
  int index_;
  std::string name_;
};

}  // namespace netrig
