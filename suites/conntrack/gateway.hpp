// client -- gateway -- server, over IPv4 and IPv6; the gateway tracks what it forwards.
#pragma once

#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"

namespace netrig {

class Gateway : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client"), gateway = topology.add_router("gateway"),
               server = topology.add_host("server");
  Gateway() {
    topology.connect({client, {"10.0.0.2/24", "2001:db8:1::2/64"}},
                     {gateway, {"10.0.0.1/24", "2001:db8:1::1/64"}});
    topology.connect({gateway, {"192.0.2.1/24", "2001:db8:2::1/64"}},
                     {server, {"192.0.2.80/24", "2001:db8:2::80/64"}});
  }

  static IpAddress client_address() { return either("10.0.0.2", "2001:db8:1::2"); }
  static IpAddress server_address() { return either("192.0.2.80", "2001:db8:2::80"); }
  /// Of none of the nodes, but the server and the client send what is for it to the gateway.
  static IpAddress public_address() { return either("203.0.113.1", "2001:db8:ff::1"); }

  std::vector<ConntrackEntry> tracked() { return node(gateway).conntrack(); }
};

/// Makes the gateway track what it forwards, and no more.
inline constexpr auto* tracking =
    "table inet t { chain c { type filter hook forward priority 0; ct state new; }; }";

}  // namespace netrig
