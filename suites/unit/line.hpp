// client ── router ── server, in both families.
#pragma once

#include <gtest/gtest.h>

#include "netrig/topology/topology.hpp"

namespace netrig {

class Line : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");

  Line() {
    topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
};

}  // namespace netrig
