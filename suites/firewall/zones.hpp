// A firewall with three zones, the lan at two of its interfaces:
//
//   desk    192.0.2.2/26    ── lan0 ┐           ┌ dmz0 ── web      192.0.2.130/26
//                                   │ firewall  │
//   printer 192.0.2.66/26   ── lan1 ┘           └ wan0 ── internet 198.51.100.2/24
#pragma once

#include "firewall/traffic.hpp"

namespace netrig {

class Zones : public NetworkTest {
 protected:
  const NodeId firewall = topology.add_router("firewall");
  const NodeId desk = topology.add_host("desk");
  const NodeId printer = topology.add_host("printer");
  const NodeId web = topology.add_host("web");
  const NodeId internet = topology.add_host("internet");

  Zones() {
    topology.connect({firewall, "lan0"}, desk, {"192.0.2.0/26", "2001:db8:1::/64"});
    topology.connect({firewall, "lan1"}, printer, {"192.0.2.64/26", "2001:db8:2::/64"});
    topology.connect({firewall, "dmz0"}, web, {"192.0.2.128/26", "2001:db8:3::/64"});
    topology.connect({firewall, "wan0"}, internet, {"198.51.100.0/24", "2001:db8:4::/64"});
  }
};

}  // namespace netrig
