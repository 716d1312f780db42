// Which attribute says what of a bridge's port, for those who write it and those who read it.
#pragma once

#include <linux/if_link.h>

#include <array>
#include <cstdint>
#include <utility>

#include "netrig/netlink/bridge_port.hpp"

namespace netrig::netlink {

inline constexpr std::array port_flags{
    std::pair{std::uint16_t{IFLA_BRPORT_ISOLATED}, &PortOptions::isolated},
    std::pair{std::uint16_t{IFLA_BRPORT_MODE}, &PortOptions::hairpin},
    std::pair{std::uint16_t{IFLA_BRPORT_LEARNING}, &PortOptions::learning},
    std::pair{std::uint16_t{IFLA_BRPORT_UNICAST_FLOOD}, &PortOptions::flood},
    std::pair{std::uint16_t{IFLA_BRPORT_MCAST_FLOOD}, &PortOptions::multicast_flood},
    std::pair{std::uint16_t{IFLA_BRPORT_BCAST_FLOOD}, &PortOptions::broadcast_flood},
    std::pair{std::uint16_t{IFLA_BRPORT_NEIGH_SUPPRESS}, &PortOptions::neighbour_suppression},
    std::pair{std::uint16_t{IFLA_BRPORT_PROXYARP}, &PortOptions::proxy_arp},
    std::pair{std::uint16_t{IFLA_BRPORT_LOCKED}, &PortOptions::locked},
    std::pair{std::uint16_t{IFLA_BRPORT_VLAN_TUNNEL}, &PortOptions::vlan_tunnel},
};

/// IFLA_BRPORT_BACKUP_NHID, Linux 6.5: newer than Debian 12's headers.
inline constexpr std::uint16_t brport_backup_nhid = IFLA_BRPORT_LOCKED + 5;

}  // namespace netrig::netlink
