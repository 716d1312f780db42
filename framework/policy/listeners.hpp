// What listens in the nodes of a network, for others than themselves.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/network/network.hpp"

namespace netrig {

/// The sockets of one port.
class Listener {
 public:
  void add(const IpAddress& local, bool is_v6_only);

  bool takes(Family family) const;
  /// `usual` where it is taken, else an address that is; empty when none of the family is, or
  /// `usual` is empty.
  std::optional<IpAddress> address_for(Family family, const std::optional<IpAddress>& usual) const;

 private:
  bool on_all_v4_ = false, on_all_v6_ = false;
  std::vector<IpAddress> addresses_;
};

/// TCP before UDP, by number.
using Listeners = std::map<TransportPort, Listener>;

/// By NodeId::index. Asks the nodes' kernels. Sockets on addresses that no other node can name, and
/// on multicast and broadcast ones, are not among them.
std::vector<Listeners> listeners_of(const Network& network);

}  // namespace netrig
