// How long a network with routing daemons is without a way.
#pragma once

namespace netrig {

/// Seconds from the moment at which the short way of suites/convergence/triangle.hpp is cut until a
/// packet has passed the long one and been answered. Throws DeadlineError.
double ospf_failover();
double bgp_failover();

}  // namespace netrig
