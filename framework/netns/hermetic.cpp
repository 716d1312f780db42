#include "netns/hermetic.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

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

UniqueFd open_sysctl(const std::string& path, int flags) {
  return UniqueFd(::open(fmt::format("/proc/sys/net/{}", path).c_str(), flags | O_CLOEXEC));
}

}  // namespace

std::span<const Sysctl> always_pinned() {
  return always;
}

void write_sysctls(std::span<const Sysctl> sysctls, const std::string& place) {
  for (const auto& [path, value] : sysctls) {
    const auto attempt = [&, path = path, value = value] {
      return fmt::format("cannot set sysctl net/{} to {} in '{}'", path, value, place);
    };
    const auto fd = open_sysctl(path, O_WRONLY);
    if (!fd && errno == ENOENT) continue;
    check(fd.get(), attempt);
    const auto line = fmt::format("{}\n", value);  // a write of no bytes would change nothing
    check(::write(fd.get(), line.data(), line.size()), attempt);
  }
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
