// net.ipv6.conf.IFACE.force_forwarding, which Linux has from 6.17 on.
#pragma once

#include <filesystem>

namespace netrig {

inline bool kernel_has_force_forwarding() {
  return std::filesystem::exists("/proc/sys/net/ipv6/conf/all/force_forwarding");
}
inline constexpr auto no_force_forwarding =
    "this kernel has no net.ipv6.conf.*.force_forwarding (Linux 6.17)";

}  // namespace netrig
