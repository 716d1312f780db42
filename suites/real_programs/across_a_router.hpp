// client ── router ── server, in both families.
#pragma once

#include <netrig/gtest.hpp>
#include <string>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

class AcrossARouter : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");

  AcrossARouter() {
    topology.connect({router, "to-client"}, client, {"192.0.2.0/25", "2001:db8:1::/64"});
    topology.connect({router, "to-server"}, server, {"192.0.2.128/25", "2001:db8:2::/64"});
  }

  const IpAddress client_address = either("192.0.2.2", "2001:db8:1::2");
  const IpAddress server_address = either("192.0.2.130", "2001:db8:2::2");
  /// As nc, iperf3 and ss have it.
  const std::string family_option = either<const char*>("-4", "-6");
};

}  // namespace netrig
