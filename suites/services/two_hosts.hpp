// client ── server, which has two addresses of each family on one interface.
#pragma once

#include <gtest/gtest.h>

#include "netrig/network/network.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

struct TwoHostsTopology {
  Topology topology;
  NodeId client = topology.add_host("client");
  NodeId server = topology.add_host("server");
  LinkId cable = topology.connect(
      {client, {"192.0.2.1/24", "2001:db8::1/64"}},
      {server, {"192.0.2.2/24", "192.0.2.3/24", "2001:db8::2/64", "2001:db8::3/64"}});
};

class TwoHosts : public ::testing::Test {
 protected:
  const TwoHostsTopology described{};
  Network network{described.topology};
  const Node client = network[described.client];
  const Node server = network[described.server];
};

/// The server's two addresses in one family.
struct AddressCase {
  const char* name;
  const char* first;
  const char* second;
};
inline constexpr AddressCase address_cases[] = {{"Ipv4", "192.0.2.2", "192.0.2.3"},
                                                {"Ipv6", "2001:db8::2", "2001:db8::3"}};

class TwoHostsOfEachFamily : public TwoHosts, public ::testing::WithParamInterface<AddressCase> {
 protected:
  const IpAddress first = GetParam().first;
  const IpAddress second = GetParam().second;
};

inline constexpr auto case_name = [](const auto& test) { return std::string(test.param.name); };

}  // namespace netrig
