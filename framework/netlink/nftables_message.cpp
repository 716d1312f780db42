#include "netlink/nftables_message.hpp"

#include <linux/netfilter.h>

#include <algorithm>
#include <array>

namespace netrig::netlink {
namespace {

struct Family {
  std::uint8_t number;
  const char* name;
};
constexpr std::array families{Family{NFPROTO_IPV4, "ip"},       Family{NFPROTO_IPV6, "ip6"},
                              Family{NFPROTO_INET, "inet"},     Family{NFPROTO_ARP, "arp"},
                              Family{NFPROTO_BRIDGE, "bridge"}, Family{NFPROTO_NETDEV, "netdev"}};

}  // namespace

std::string nftables_family_name(std::uint8_t family) {
  const auto* const found = std::ranges::find(families, family, &Family::number);
  return found == families.end() ? std::to_string(family) : found->name;
}

std::uint8_t nftables_family(const std::string& name) {
  const auto* const found = std::ranges::find(families, name, &Family::name);
  return found == families.end() ? std::uint8_t{NFPROTO_UNSPEC} : found->number;
}

}  // namespace netrig::netlink
