#include "topology/sysctl_names.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <span>

namespace netrig {
namespace {

bool is_one_of(std::span<const char* const> patterns, std::string_view path) {
  const std::string text(path);
  return std::ranges::any_of(patterns, [&](const char* pattern) {
    return ::fnmatch(pattern, text.c_str(), FNM_PATHNAME) == 0;
  });
}

// What Linux 5.10 to 6.18 register for the first namespace only, or let others only read: found by
// comparing /proc/sys/net there and here, and in net/*/sysctl_net_*.c.
constexpr std::array machine_wide{"net/core/bpf_*",
                                  "net/core/busy_*",
                                  "net/core/default_qdisc",
                                  "net/core/dev_weight*",
                                  "net/core/devconf_inherit_init_net",
                                  "net/core/fb_tunnels_only_for_init_net",
                                  "net/core/flow_limit_*",
                                  "net/core/gro_normal_batch",
                                  "net/core/high_order_alloc_disable",
                                  "net/core/max_skb_frags",
                                  "net/core/mem_pcpu_rsv",
                                  "net/core/message_*",
                                  "net/core/netdev_*",
                                  "net/core/optmem_max",
                                  "net/core/qdisc_max_burst",
                                  "net/core/[rw]mem_default",
                                  "net/core/[rw]mem_max",
                                  "net/core/rps_*",
                                  "net/core/skb_defer_max",
                                  "net/core/tstamp_allow_data",
                                  "net/core/warnings",
                                  "net/ipv4/cipso_*",
                                  "net/ipv4/fib_sync_mem",
                                  "net/ipv4/inet_peer_*",
                                  "net/ipv4/ipfrag_secret_interval",
                                  "net/ipv4/neigh/default/*",
                                  "net/ipv4/route/*",
                                  "net/ipv4/tcp_allowed_congestion_control",
                                  "net/ipv4/tcp_available_ulp",
                                  "net/ipv4/tcp_low_latency",
                                  "net/ipv4/tcp_max_orphans",
                                  "net/ipv4/tcp_mem",
                                  "net/ipv4/udp_mem",
                                  "net/ipv6/calipso_*",
                                  "net/ipv6/ip6frag_secret_interval",
                                  "net/ipv6/mld_max_msf",
                                  "net/ipv6/mld_qrv",
                                  "net/ipv6/neigh/default/*",
                                  "net/netfilter/nf_conntrack_buckets",
                                  "net/netfilter/nf_conntrack_expect_max",
                                  "net/netfilter/nf_conntrack_max",
                                  "net/netfilter/nf_log_all_netns",
                                  "net/nf_conntrack_max",
                                  "net/sctp/sctp_*mem"};

constexpr std::array of_root{"net/core/xfrm_*", "net/ipv4/route/min_pmtu", "net/ipv6/route/*"};

}  // namespace

std::string sysctl_path(std::string_view name) {
  std::string path(name);
  const auto first = path.find_first_of("./");
  if (first == std::string::npos || path[first] == '/') return path;
  for (auto& each : path) each = each == '.' ? '/' : each == '/' ? '.' : each;
  return path;
}

bool stays_below(std::string_view path) {
  const auto framed = fmt::format("/{}/", path);
  const auto has = [&](std::string_view part) { return framed.find(part) != std::string::npos; };
  return !has("//") && !has("/./") && !has("/../") && !has(std::string_view("\0", 1));
}

bool is_pattern(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

std::optional<std::string> interface_of_sysctl(std::string_view path) {
  for (const std::string_view stem : {"net/ipv4/conf/", "net/ipv6/conf/", "net/ipv4/neigh/",
                                      "net/ipv6/neigh/", "net/mpls/conf/"}) {
    if (!path.starts_with(stem)) continue;
    const auto interface = path.substr(stem.size(), path.find('/', stem.size()) - stem.size());
    if (interface != "all" && interface != "default") return std::string(interface);
  }
  return std::nullopt;
}

const char* misplaced(std::string_view path) {
  return path.starts_with("net/") ? nullptr
                                  : "it is not below net, and no network namespace has its own";
}

bool is_machine_wide(std::string_view path) {
  return is_one_of(machine_wide, path);
}

bool needs_root(std::string_view path) {
  return is_one_of(of_root, path);
}

}  // namespace netrig
