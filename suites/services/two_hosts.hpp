// client ── server, which has two addresses of each family on one interface.
#pragma once

#include <netrig/gtest.hpp>

#include "case.hpp"

namespace netrig {

class TwoHosts : public NetworkTest {
 protected:
  const NodeId client_id = topology.add_host("client");
  const NodeId server_id = topology.add_host("server");
  const LinkId cable = topology.connect(
      {client_id, {"192.0.2.1/24", "2001:db8::1/64"}},
      {server_id, {"192.0.2.2/24", "192.0.2.3/24", "2001:db8::2/64", "2001:db8::3/64"}});

  Node client() { return node(client_id); }
  Node server() { return node(server_id); }
};

/// The server's two addresses in one family.
struct AddressCase : Case {
  const char* first;
  const char* second;
};
inline constexpr AddressCase address_cases[] = {{{"Ipv4"}, "192.0.2.2", "192.0.2.3"},
                                                {{"Ipv6"}, "2001:db8::2", "2001:db8::3"}};

class TwoHostsOfEachFamily : public TwoHosts, public ::testing::WithParamInterface<AddressCase> {
 protected:
  const IpAddress first = GetParam().first;
  const IpAddress second = GetParam().second;
};

}  // namespace netrig
