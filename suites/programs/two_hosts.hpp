// A client and a server, each with an address of both families.
#pragma once

#include <string>

#include "families.hpp"
#include "netrig/gtest.hpp"

namespace netrig {

class ProgramsOnTwoHosts : public NetworkTest, public ::testing::WithParamInterface<Family> {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  ProgramsOnTwoHosts() { topology.connect(client, server, {"192.0.2.0/24", "2001:db8::/64"}); }

  Endpoint at_server(TransportPort port) {
    return {node(client).address_of(server, GetParam()), port};
  }
  /// "http://[2001:db8::2]:8080/"
  std::string url_at_server(std::uint16_t port) {
    const auto endpoint = to_string(at_server(tcp(port)));
    return "http://" + endpoint.substr(0, endpoint.find("/tcp")) + "/";
  }
};

}  // namespace netrig
