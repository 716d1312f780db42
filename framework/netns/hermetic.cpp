#include "netns/hermetic.hpp"

#include <fmt/format.h>

#include <array>

#include "netns/sysctl_file.hpp"

namespace netrig {
namespace {

// What each means: Documentation/networking/ip-sysctl.rst.
const std::array always{
    // No duplicate address detection: link-local addresses are usable at once. Both files count.
    Sysctl{"ipv6/conf/all/accept_dad", "0"},
    Sysctl{"ipv6/conf/default/accept_dad", "0"},
    // IPv6 addresses survive a link that goes down, as IPv4 addresses do.
    Sysctl{"ipv6/conf/all/keep_addr_on_down", "1"},
    // ICMP errors are never rate limited: the hundredth verdict is the same as the first. No type
    // of message is subject to the limits, net.ipv4.icmp_msgs_burst among them.
    Sysctl{"ipv4/icmp_ratemask", "0"},
    Sysctl{"ipv6/icmp/ratemask", ""},
    // A closed connection whose other end is gone gives up after one retry. The kernel's eight take
    // most of a minute, and for so long it keeps the whole namespace.
    Sysctl{"ipv4/tcp_orphan_retries", "1"},
};

}  // namespace

std::span<const Sysctl> always_pinned() {
  return always;
}

void write_sysctls(std::span<const Sysctl> sysctls, const std::string& place) {
  for (const auto& [path, value] : sysctls)
    write_sysctl(path, value, [&, path = path, value = value] {
      return fmt::format("cannot set sysctl net/{} to {} in '{}'", path, value, place);
    });
}

void enable_forwarding(const std::string& place) {
  const std::array forwarding{Sysctl{"ipv4/ip_forward", "1"},
                              Sysctl{"ipv6/conf/all/forwarding", "1"}};
  write_sysctls(forwarding, place);
}

void make_switch(bool with_ipv6, const std::string& place) {
  const std::array no_filters{Sysctl{"bridge/bridge-nf-call-iptables", "0"},
                              Sysctl{"bridge/bridge-nf-call-ip6tables", "0"},
                              Sysctl{"bridge/bridge-nf-call-arptables", "0"}};
  const std::array no_ipv6{Sysctl{"ipv6/conf/default/disable_ipv6", "1"}};
  write_sysctls(no_filters, place);
  if (!with_ipv6) write_sysctls(no_ipv6, place);
}

}  // namespace netrig
