// What ip-link(8) is told to make the interfaces of a plan.
#pragma once

#include <string>

#include "netrig/topology/topology.hpp"

namespace netrig {

/// What follows `ip link add`: "name mv0 index 17 link eth0 type macvlan mode bridge". Not of a tun
/// or tap, which `ip tuntap` makes.
std::string ip_link_words(const VirtualInterface& interface, int index);
/// "mcast_snooping 0 vlan_filtering 1": what is not the kernel's own.
std::string ip_link_words(const BridgeOptions& options);

}  // namespace netrig
