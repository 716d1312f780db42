// A network of a single node.
#pragma once

#include <netrig/gtest.hpp>

namespace netrig {

class OneHost : public NetworkTest {
 protected:
  const NodeId host_id = topology.add_host("host");

  Node host() { return node(host_id); }
};

}  // namespace netrig
