// A sysctl of a node, as sysctl.conf(5) and sysctl.d(5) have them.
//
//   topology.set_sysctl(router, "net.ipv4.conf.*.rp_filter", "2");
//   topology.set_sysctls(router, sysctl_file("router.conf"));
#pragma once

#include <optional>
#include <string>

#include "netrig/core/print.hpp"

namespace netrig {

/// A setting; see config/sysctl_file.hpp for files of them.
struct SysctlSetting {
  /// "net.ipv4.ip_forward". Where the first separator is a dot, the name of an interface that holds
  /// one is written with a slash: "net.ipv4.conf.eth0/100.rp_filter"; where it is a slash, as it
  /// is: "net/ipv4/conf/eth0.100/rp_filter". May be a pattern (glob(7)): it is for all names that
  /// it matches and that have no setting of their own.
  std::string name{};
  /// Empty: no pattern is for this name, which stays as it is.
  std::optional<std::string> value{};
  bool may_fail = false;  ///< what the kernel lacks or refuses is passed over
  /// Passed over as well, if that is why it fails: no node can have one of its own. Such are the
  /// names outside of net.
  bool may_be_machine_wide = false;
  std::string source{};  ///< "router.conf:12"; empty for what no file says

  bool operator==(const SysctlSetting&) const = default;
};
/// As sysctl.conf has it: "net.ipv4.ip_forward = 1"
std::string to_string(const SysctlSetting& setting);
template <>
inline constexpr bool is_printable<SysctlSetting> = true;

}  // namespace netrig
