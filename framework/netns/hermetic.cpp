#include "netns/hermetic.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

// What each means: Documentation/networking/ip-sysctl.rst.
constexpr std::array always{
    // No duplicate address detection: link-local addresses are usable at once. Both files count.
    Sysctl{"ipv6/conf/all/accept_dad", "0"},
    Sysctl{"ipv6/conf/default/accept_dad", "0"},
    // IPv6 addresses survive a link that goes down, as IPv4 addresses do.
    Sysctl{"ipv6/conf/all/keep_addr_on_down", "1"},
    // ICMP errors are never rate limited: the hundredth verdict is the same as the first.
    // No type of message is subject to the limits, icmp_msgs_burst among them.
    Sysctl{"ipv4/icmp_ratemask", "0"},
    Sysctl{"ipv6/icmp/ratemask", ""},
    // A closed connection whose other end is gone gives up after one retry. The kernel's eight take
    // most of a minute, and for so long it keeps the whole namespace.
    Sysctl{"ipv4/tcp_orphan_retries", "1"},
};

constexpr std::array inherited{
    Sysctl{"ipv4/conf/all/forwarding", "0"},
    Sysctl{"ipv4/conf/default/forwarding", "0"},
    Sysctl{"ipv4/conf/all/rp_filter", "0"},
    Sysctl{"ipv4/conf/default/rp_filter", "0"},
    Sysctl{"ipv4/conf/all/accept_redirects", "1"},
    Sysctl{"ipv4/conf/default/accept_redirects", "1"},
    Sysctl{"ipv4/conf/all/send_redirects", "1"},
    Sysctl{"ipv4/conf/default/send_redirects", "1"},
    Sysctl{"ipv4/conf/all/arp_ignore", "0"},
    Sysctl{"ipv4/conf/default/arp_ignore", "0"},
    Sysctl{"ipv4/conf/all/arp_announce", "0"},
    Sysctl{"ipv4/conf/default/arp_announce", "0"},
    Sysctl{"ipv4/conf/all/arp_filter", "0"},
    Sysctl{"ipv4/conf/default/arp_filter", "0"},
    Sysctl{"ipv6/conf/all/disable_ipv6", "0"},
    Sysctl{"ipv6/conf/default/disable_ipv6", "0"},
    Sysctl{"ipv6/conf/all/forwarding", "0"},
    Sysctl{"ipv6/conf/default/accept_ra", "1"},
};

UniqueFd open_sysctl(const char* path, int flags) {
  return UniqueFd(::open(fmt::format("/proc/sys/net/{}", path).c_str(), flags | O_CLOEXEC));
}

bool differs(const Sysctl& sysctl) {
  const auto fd = open_sysctl(sysctl.path, O_RDONLY);
  std::array<char, 64> text{};
  const auto size = fd ? ::read(fd.get(), text.data(), text.size()) : -1;
  if (size <= 0) return false;  // this kernel does not have it
  const std::string_view read(text.data(), static_cast<std::size_t>(size));
  return read.substr(0, read.find('\n')) != sysctl.value;
}

}  // namespace

std::span<const Sysctl> always_pinned() {
  return always;
}

std::span<const Sysctl> pinned_if_inherited() {
  return inherited;
}

std::vector<Sysctl> inherited_differences() {
  std::vector<Sysctl> found;
  for (const auto& sysctl : inherited)
    if (differs(sysctl)) found.push_back(sysctl);
  return found;
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
  constexpr std::array forwarding{Sysctl{"ipv4/ip_forward", "1"},
                                  Sysctl{"ipv6/conf/all/forwarding", "1"}};
  write_sysctls(forwarding, place);
}

void make_switch(bool with_ipv6, const std::string& place) {
  constexpr std::array no_filters{Sysctl{"bridge/bridge-nf-call-iptables", "0"},
                                  Sysctl{"bridge/bridge-nf-call-ip6tables", "0"},
                                  Sysctl{"bridge/bridge-nf-call-arptables", "0"}};
  constexpr std::array no_ipv6{Sysctl{"ipv6/conf/default/disable_ipv6", "1"}};
  write_sysctls(no_filters, place);
  if (!with_ipv6) write_sysctls(no_ipv6, place);
}

}  // namespace netrig
