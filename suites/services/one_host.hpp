// A network of a single node.
#pragma once

#include "netrig/network/network.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

inline Topology one_host() {
  Topology topology;
  topology.add_host("host");
  return topology;
}

}  // namespace netrig
