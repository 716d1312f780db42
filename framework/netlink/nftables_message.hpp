// The types of nf_tables' messages, and the families that they are about.
#pragma once

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <cstdint>
#include <string>

namespace netrig::netlink {

constexpr std::uint16_t nftables_message(int type) {
  return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | type);
}

/// nft's name of NFPROTO_*: "ip", "inet".
std::string nftables_family_name(std::uint8_t family);
/// NFPROTO_UNSPEC when there is no such name.
std::uint8_t nftables_family(const std::string& name);

}  // namespace netrig::netlink
