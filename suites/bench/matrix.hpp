// Who reaches what, measured: netrig::measure(), for ci/bench.
#pragma once

#include <cstddef>

#include "netrig/topology/topology.hpp"

/// Seconds.
struct MatrixTimes {
  double matrix;
  double plain;  ///< one Network::ask() of the same questions
};
/// Each host of the star asks each other for an echo and for a TCP service, and all are reached.
/// Each of the two in a network of its own.
MatrixTimes matrix_reachable(const netrig::Topology& star);

/// Hosts around a router, each with three services; a rule of nftables drops what is for one half
/// of the hosts. Seconds.
double matrix_half_dropped(std::size_t nodes);
