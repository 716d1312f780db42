// When two routes of a node are the same to the kernel, which then takes the first one only.
#pragma once

#include "netrig/netlink/route.hpp"

namespace netrig {

inline bool have_same_key(const Route& a, const Route& b) {
  return a.table == b.table && a.effective_metric() == b.effective_metric() &&
         a.destination == b.destination;
}

}  // namespace netrig
