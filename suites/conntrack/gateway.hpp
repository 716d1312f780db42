// client -- gateway -- server, over IPv4 and IPv6; the gateway tracks what it forwards.
#pragma once

#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"

namespace netrig {

/// The addresses of one family.
struct Addresses {
  IpAddress client, server, public_address;
};

class Gateway : public NetworkTest, public ::testing::WithParamInterface<Family> {
 protected:
  const NodeId client = topology.add_host("client"), gateway = topology.add_router("gateway"),
               server = topology.add_host("server");
  Gateway() {
    topology.connect({client, {"10.0.0.2/24", "2001:db8:1::2/64"}},
                     {gateway, {"10.0.0.1/24", "2001:db8:1::1/64"}});
    topology.connect({gateway, {"192.0.2.1/24", "2001:db8:2::1/64"}},
                     {server, {"192.0.2.80/24", "2001:db8:2::80/64"}});
  }

  static Addresses addresses() {
    if (GetParam() == Family::ipv4) return {"10.0.0.2", "192.0.2.80", "203.0.113.1"};
    return {"2001:db8:1::2", "2001:db8:2::80", "2001:db8:ff::1"};
  }
  static IpAddress client_address() { return addresses().client; }
  static IpAddress server_address() { return addresses().server; }
  /// Of none of the nodes, but the server and the client send what is for it to the gateway.
  static IpAddress public_address() { return addresses().public_address; }

  std::vector<ConntrackEntry> tracked() { return node(gateway).conntrack(); }
};

/// Makes the gateway track what it forwards, and no more.
inline constexpr auto* tracking =
    "table inet t { chain c { type filter hook forward priority 0; ct state new; }; }";

}  // namespace netrig
