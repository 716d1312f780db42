// What a kernel may lack, found out by trying.
//
//   if (!kernel_has(Feature::vrf)) GTEST_SKIP() << missing(Feature::vrf);
//
// A Network whose Topology needs what is missing throws UnsupportedError, and NetworkTest skips.
#pragma once

#include <string>
#include <vector>

#include "netrig/core/print.hpp"

namespace netrig {

enum class Feature {
  macvlan,
  ipvlan,
  vlan,
  vlan_filtering,  ///< of bridges
  vxlan,
  tun,  ///< Tun and Tap; /dev/net/tun may also be kept to root
  vrf,
  dummy,
  gre,     ///< Gre and Gretap over IPv4
  ip6gre,  ///< over IPv6
  ipip,
  ip6tnl,  ///< Ipip over IPv6
  ebpf,    ///< DropReport::kernel_reason; it takes root in the first user namespace, and a netrig
           ///< that was built with libbpf
};
/// "VRF (CONFIG_NET_VRF)"
std::string to_string(Feature feature);
template <>
inline constexpr bool is_printable<Feature> = true;

/// Tries it, the first time in this process in a namespace that is thrown away, which takes a
/// millisecond. Throws PermissionError where namespaces are forbidden.
bool kernel_has(Feature feature);
/// All that this kernel has.
std::vector<Feature> features();

/// "this kernel has no VRF (CONFIG_NET_VRF)", "this user has no access to /dev/net/tun"; empty
/// where nothing is missing.
std::string missing(Feature feature);
/// Throws UnsupportedError(missing(feature)) unless that is empty.
void require(Feature feature);

}  // namespace netrig
