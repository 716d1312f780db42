// Sysctls put in force in the calling thread's namespace.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "netrig/topology/sysctl.hpp"
#include "topology/sysctl_checks.hpp"

namespace netrig {

enum class SysctlScope {
  all,
  but_interfaces,   ///< without those of interfaces, but `lo`
  interfaces_only,  ///< the others
};

/// What was refused, in one namespace.
struct RefusedSysctls {
  std::vector<RefusedSysctl> all{};
  std::error_code code{};  ///< of the first

  void append(RefusedSysctls others);
  /// One Error that names them all.
  void throw_if_any(std::string_view place) const;
};

/// Writes those that count. All are tried, and if any is refused, what was written is set back. (A
/// setting that changes others, as ip_forward does, changes them when it is set back, too.)
RefusedSysctls write_settings(const std::vector<SysctlSetting>& settings, SysctlScope scope,
                              const std::string& place);

/// Why this namespace lacks a sysctl: "this kernel has no such sysctl". `path` is below /proc/sys.
std::string why_missing(std::string_view path);

}  // namespace netrig
