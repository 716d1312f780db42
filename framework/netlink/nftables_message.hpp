// The types of nf_tables' messages.
#pragma once

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <cstdint>

namespace netrig::netlink {

constexpr std::uint16_t nftables_message(int type) {
  return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | type);
}

}  // namespace netrig::netlink
