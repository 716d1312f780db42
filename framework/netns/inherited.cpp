// What a namespace copies of the machine's IPv4 settings, and whether they are the kernel's.
#include <fmt/format.h>
#include <linux/ip.h>

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

// Copied where net.core.devconf_inherit_init_net asks for it, which is not the kernel's default.
std::vector<Sysctl> ipv6_settings() {
  return {{"ipv6/conf/all/disable_ipv6", "0"},
          {"ipv6/conf/default/disable_ipv6", "0"},
          {"ipv6/conf/all/forwarding", "0"},
          {"ipv6/conf/default/accept_ra", "1"}};
}

Sysctl of_all(const InterfaceSetting& setting) {
  return {fmt::format("ipv4/conf/all/{}", setting.name), std::to_string(setting.all)};
}

Sysctl of_default(const InterfaceSetting& setting) {
  return {fmt::format("ipv4/conf/default/{}", setting.name), std::to_string(setting.by_default)};
}

bool differs(const Sysctl& sysctl, const std::string& place) {
  const auto present = read_sysctl(sysctl.path, [&] {
    return fmt::format("cannot read sysctl net/{} in '{}'", sysctl.path, place);
  });
  return present && *present != sysctl.value;
}

}  // namespace

std::vector<Sysctl> pinned_if_inherited() {
  auto all = ipv6_settings();
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
  for (const auto& sysctl : ipv6_settings()) look(sysctl);
  // A new `lo` has the values of `default`: one question instead of as many files, each of which
  // takes 10 us the first time.
  const auto defaults = netlink::ipv4_settings_of_loopback(socket, place);
  for (const auto& setting : ipv4_settings) {
    look(of_all(setting));
    const auto position = static_cast<std::size_t>(setting.number - 1);
    if (position < defaults.size() && defaults[position] != setting.by_default)
      found.push_back(of_default(setting));
  }
  return found;
}

}  // namespace netrig
