// A link of a running network: a cable that can be pulled and moved.
#pragma once

#include <array>

#include "netrig/core/deadline.hpp"
#include "netrig/network/interface.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

/// A handle: copies mean the same link. Valid as long as the Network.
class Link {
 public:
  /// The interfaces at its two ends, in the order of Topology::connect().
  std::array<Interface, 2> ends() const;

  /// Takes both ends down: Interface::down().
  void down() const;
  /// Brings both ends up and returns when packets pass: Interface::up().
  void up(Deadline deadline = Deadline::in(kernel_patience)) const;

  /// Moves the end that is a switch's port to another switch and returns when packets pass. Where
  /// both ends are ports it is the second one that moves. Throws DescriptionError when no end is a
  /// port, `target` is no switch, or the link would close a loop of switches.
  void move_to(NodeId target, Deadline deadline = Deadline::in(kernel_patience)) const;

 private:
  friend class Network;
  Link(NetworkState& network, LinkId id) : network_(&network), id_(id) {}

  NetworkState* network_;
  LinkId id_;
};

}  // namespace netrig
