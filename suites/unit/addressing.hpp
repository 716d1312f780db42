// A client, a firewall, a server and a switch, and the addresses that plan() gives them.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "netrig/topology/plan.hpp"

namespace netrig {

using Addresses = std::vector<InterfaceAddress>;

/// The addresses of one interface of a node.
inline Addresses addresses(const Plan& plan, NodeId node, std::size_t interface = 0) {
  return plan.node(node).interfaces.at(interface).addresses;
}

class Addressing : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");
  const NodeId firewall = topology.add_router("firewall");
  const NodeId server = topology.add_host("server");
  const NodeId lan = topology.add_switch("lan");
};

}  // namespace netrig
