// The routers that take part in computed routing, and the subnets that join them, of one address
// family.
//
//   router A ── subnet 10.0.1.0/24 ── router B ── subnet 10.0.2.0/24
//
// Shortest means fewest routers; of equally short paths the one whose link was connected first.
#pragma once

#include <cstddef>
#include <vector>

#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"
#include "topology/places.hpp"
#include "topology/segments.hpp"
#include "topology/subnets.hpp"

namespace netrig {

class RouterGraph {
 public:
  /// Refers to the names in `plan`, which must stay in place.
  RouterGraph(const Topology& topology, const std::vector<Segment>& segments, const Plan& plan,
              bool is_v4);

  struct Path {
    Subnet destination;
    IpAddress gateway;               ///< the first router on the way
    const InterfaceName* interface;  ///< of the node where the path begins
  };
  /// The shortest path to each subnet that `router` is not on itself, nearest first.
  std::vector<Path> paths_from(NodeId router) const;
  /// The subnets that `router` is on itself.
  std::vector<Subnet> subnets_of(NodeId router) const;
  bool is_v4() const noexcept { return is_v4_; }
  /// Whether any two subnets of different segments overlap.
  bool has_overlap() const noexcept { return has_overlap_; }

 private:
  struct Gateway {
    NodeId router;
    IpAddress address;
  };
  struct Vertex {
    Subnet subnet;
    std::vector<Gateway> gateways;  // the routers with an address in it, in the order of the links
  };
  struct Edge {
    std::size_t vertex;
    const InterfaceName* interface;
  };

  void add_subnets(const Place& place, std::vector<Edge>& edges);
  void add_gateways(const Topology& topology, const std::vector<Segment>& segments);

  bool is_v4_;
  std::vector<Vertex> vertices_;
  std::vector<std::vector<std::size_t>> vertices_of_segment_;
  std::vector<std::vector<Edge>> edges_;  // by NodeId::index: the subnets that the router is on
  bool has_overlap_ = false;
};

}  // namespace netrig
