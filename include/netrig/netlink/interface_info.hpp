// An interface as the kernel lists it (RTM_GETLINK).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/mac_address.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// RFC 2863's ifOperStatus, as in IFLA_OPERSTATE and `ip link`.
enum class OperationalState { unknown, not_present, down, lower_layer_down, testing, dormant, up };
/// "UP", "DOWN", "UNKNOWN", ..., as `ip link` prints it
std::string to_string(OperationalState state);
template <>
inline constexpr bool is_printable<OperationalState> = true;

struct InterfaceInfo {
  int index = 0;
  std::string name{};
  std::string kind{};        ///< "veth", "bridge", ...; empty for a physical interface and `lo`
  bool is_up = false;        ///< IFF_UP: administratively up
  bool has_carrier = false;  ///< IFF_LOWER_UP: the driver sees the other end
  OperationalState state = OperationalState::unknown;
  std::uint32_t mtu = 0;            ///< bytes
  MacAddress mac{};                 ///< zero for `lo`
  std::optional<int> master{};      ///< index of the bridge or VRF that this is in
  std::optional<int> peer_index{};  ///< index of a veth's other end, in its own namespace
  /// Index of what a macvlan, a VLAN, ... stands on (IFLA_LINK), if that is in the same namespace.
  std::optional<int> parent_index{};
  std::string alias{};  ///< IFLA_IFALIAS

  bool operator==(const InterfaceInfo&) const = default;
};
/// "2: eth0 <UP,LOWER_UP> mtu 1500 state UP veth 02:00:5e:10:00:00"
std::string to_string(const InterfaceInfo& interface);
template <>
inline constexpr bool is_printable<InterfaceInfo> = true;

}  // namespace netrig
