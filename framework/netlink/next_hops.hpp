// The next hops of a multipath route, as RTA_MULTIPATH holds them.
#pragma once

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>

namespace netrig::netlink {

/// Calls `visit(rtnexthop&)` for each, in their order.
template <class Visit>
void for_each_hop(const nlattr* multipath, Visit&& visit) {
  auto left = static_cast<int>(mnl_attr_get_payload_len(multipath));
  auto* hop = static_cast<rtnexthop*>(mnl_attr_get_payload(multipath));
  // RTNH_OK reads the length of a hop without asking whether there is one.
  const auto is_there = [&] {
    return left >= static_cast<int>(sizeof(rtnexthop)) && RTNH_OK(hop, left);
  };
  for (; is_there(); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) visit(*hop);
}

}  // namespace netrig::netlink
