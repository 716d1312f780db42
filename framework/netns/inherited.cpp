// What a namespace copies of the machine's settings, and whether they are the kernel's.
#include <fmt/format.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <array>

#include "netlink/queries.hpp"
#include "netns/hermetic.hpp"
#include "netns/sysctl_file.hpp"

namespace netrig {
namespace {

// Two values of each: of `all`, which decides together with that of an interface, and of `default`,
// which new interfaces get. What each means: Documentation/networking/ip-sysctl.rst.
struct InterfaceSetting {
  const char* name;
  int number;  ///< IPV4_DEVCONF_*, by which netlink knows it
  int all = 0;
  int by_default = 0;
};

// The kernel's own values: ipv4_devconf and ipv4_devconf_dflt in net/ipv4/devinet.c. Left out are
// those that decide nothing in a namespace of one's own, such as timers of IGMP and log_martians.
constexpr std::array ipv4_settings{
    InterfaceSetting{"forwarding", IPV4_DEVCONF_FORWARDING},
    InterfaceSetting{"rp_filter", IPV4_DEVCONF_RP_FILTER},
    InterfaceSetting{"accept_redirects", IPV4_DEVCONF_ACCEPT_REDIRECTS, 1, 1},
    InterfaceSetting{"send_redirects", IPV4_DEVCONF_SEND_REDIRECTS, 1, 1},
    InterfaceSetting{"secure_redirects", IPV4_DEVCONF_SECURE_REDIRECTS, 1, 1},
    InterfaceSetting{"shared_media", IPV4_DEVCONF_SHARED_MEDIA, 1, 1},
    InterfaceSetting{"accept_source_route", IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE, 0, 1},
    InterfaceSetting{"accept_local", IPV4_DEVCONF_ACCEPT_LOCAL},
    InterfaceSetting{"route_localnet", IPV4_DEVCONF_ROUTE_LOCALNET},
    InterfaceSetting{"src_valid_mark", IPV4_DEVCONF_SRC_VMARK},
    InterfaceSetting{"ignore_routes_with_linkdown", IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN},
    InterfaceSetting{"promote_secondaries", IPV4_DEVCONF_PROMOTE_SECONDARIES},
    InterfaceSetting{"bc_forwarding", IPV4_DEVCONF_BC_FORWARDING},
    InterfaceSetting{"proxy_arp", IPV4_DEVCONF_PROXY_ARP},
    InterfaceSetting{"arp_filter", IPV4_DEVCONF_ARPFILTER},
    InterfaceSetting{"arp_announce", IPV4_DEVCONF_ARP_ANNOUNCE},
    InterfaceSetting{"arp_ignore", IPV4_DEVCONF_ARP_IGNORE},
    InterfaceSetting{"arp_accept", IPV4_DEVCONF_ARP_ACCEPT},
    InterfaceSetting{"arp_notify", IPV4_DEVCONF_ARP_NOTIFY},
    InterfaceSetting{"drop_gratuitous_arp", IPV4_DEVCONF_DROP_GRATUITOUS_ARP},
    InterfaceSetting{"arp_evict_nocarrier", IPV4_DEVCONF_ARP_EVICT_NOCARRIER, 1, 1},
};

// Copied where net.core.devconf_inherit_init_net asks for it, which is not the kernel's default
// (addrconf_init_net() in net/ipv6/addrconf.c). Few values of `all` decide together with those of
// an interface; those of `default` are what new interfaces get.
const std::array ipv6_settings_of_all{
    Sysctl{"ipv6/conf/all/disable_ipv6", "0"}, Sysctl{"ipv6/conf/all/forwarding", "0"},
    Sysctl{"ipv6/conf/all/accept_source_route", "0"}, Sysctl{"ipv6/conf/all/proxy_ndp", "0"}};

struct Ipv6Setting {
  const char* name;
  int number;  ///< DEVCONF_*, by which netlink knows it
  int by_default = 0;
};

constexpr std::array ipv6_settings{
    Ipv6Setting{"disable_ipv6", DEVCONF_DISABLE_IPV6},
    Ipv6Setting{"forwarding", DEVCONF_FORWARDING},
    Ipv6Setting{"hop_limit", DEVCONF_HOPLIMIT, 64},
    Ipv6Setting{"accept_ra", DEVCONF_ACCEPT_RA, 1},
    Ipv6Setting{"accept_ra_defrtr", DEVCONF_ACCEPT_RA_DEFRTR, 1},
    Ipv6Setting{"accept_ra_pinfo", DEVCONF_ACCEPT_RA_PINFO, 1},
    Ipv6Setting{"autoconf", DEVCONF_AUTOCONF, 1},
    Ipv6Setting{"accept_redirects", DEVCONF_ACCEPT_REDIRECTS, 1},
    Ipv6Setting{"accept_source_route", DEVCONF_ACCEPT_SOURCE_ROUTE},
    Ipv6Setting{"proxy_ndp", DEVCONF_PROXY_NDP},
    Ipv6Setting{"ndisc_notify", DEVCONF_NDISC_NOTIFY},
    Ipv6Setting{"drop_unsolicited_na", DEVCONF_DROP_UNSOLICITED_NA},
    Ipv6Setting{"drop_unicast_in_l2_multicast", DEVCONF_DROP_UNICAST_IN_L2_MULTICAST},
    Ipv6Setting{"ignore_routes_with_linkdown", DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN},
    Ipv6Setting{"use_oif_addrs_only", DEVCONF_USE_OIF_ADDRS_ONLY},
    Ipv6Setting{"addr_gen_mode", DEVCONF_ADDR_GEN_MODE},
    Ipv6Setting{"seg6_enabled", DEVCONF_SEG6_ENABLED},
};

Sysctl of_all(const InterfaceSetting& setting) {
  return {fmt::format("ipv4/conf/all/{}", setting.name), std::to_string(setting.all)};
}

Sysctl of_default(const InterfaceSetting& setting) {
  return {fmt::format("ipv4/conf/default/{}", setting.name), std::to_string(setting.by_default)};
}

Sysctl of_default(const Ipv6Setting& setting) {
  return {fmt::format("ipv6/conf/default/{}", setting.name), std::to_string(setting.by_default)};
}

// Whether a new `lo` has another value; not where the kernel does not tell.
bool differs(const std::vector<int>& of_loopback, int number, int by_default) {
  const auto position = static_cast<std::size_t>(number);
  return position < of_loopback.size() && of_loopback[position] != by_default;
}

bool differs(const Sysctl& sysctl, const std::string& place) {
  const auto present = read_sysctl(sysctl.path, [&] {
    return fmt::format("cannot read sysctl net/{} in '{}'", sysctl.path, place);
  });
  return present && *present != sysctl.value;
}

}  // namespace

std::vector<Sysctl> pinned_if_inherited() {
  std::vector all(ipv6_settings_of_all.begin(), ipv6_settings_of_all.end());
  for (const auto& setting : ipv6_settings) all.push_back(of_default(setting));
  for (const auto& setting : ipv4_settings) {
    all.push_back(of_all(setting));
    all.push_back(of_default(setting));
  }
  return all;
}

std::vector<Sysctl> inherited_differences(netlink::Socket& socket, const std::string& place) {
  std::vector<Sysctl> found;
  const auto look = [&](const Sysctl& sysctl) {
    if (differs(sysctl, place)) found.push_back(sysctl);
  };
  // A new `lo` has the values of `default`: one question instead of as many files, each of which
  // takes 10 us the first time.
  const auto [ipv4, ipv6] = netlink::settings_of_loopback(socket, place);
  for (const auto& sysctl : ipv6_settings_of_all) look(sysctl);
  for (const auto& setting : ipv6_settings)
    if (differs(ipv6, setting.number, setting.by_default)) found.push_back(of_default(setting));
  for (const auto& setting : ipv4_settings) {
    look(of_all(setting));
    if (differs(ipv4, setting.number - 1, setting.by_default)) found.push_back(of_default(setting));
  }
  return found;
}

void Inheritance::correct(netlink::Socket& socket, const std::string& place) {
  std::call_once(known_, [&] { differences_ = inherited_differences(socket, place); });
  write_sysctls(differences_, place);
}

}  // namespace netrig
