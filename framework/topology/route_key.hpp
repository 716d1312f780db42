// When two routes of a node are the same to the kernel, which then takes the first one only.
#pragma once

#include "netrig/netlink/route.hpp"

namespace netrig {

/// The metric that the kernel works with: IPv6 has no 0 (IP6_RT_PRIO_USER,
/// include/net/ip6_route.h).
inline std::uint32_t effective_metric(const Route& route) {
  const auto metric = route.metric.value_or(0);
  return metric == 0 && !route.destination.is_v4() ? 1024 : metric;
}

inline bool have_same_key(const Route& a, const Route& b) {
  return a.table == b.table && effective_metric(a) == effective_metric(b) &&
         a.destination == b.destination;
}

}  // namespace netrig
