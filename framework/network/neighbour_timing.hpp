// How patiently nodes ask for each other's link-layer addresses.
#pragma once

#include <cstdint>

#include "netlink/requests.hpp"

namespace netrig {

/// The MTU of a link that was not given another (ETH_DATA_LEN).
inline constexpr std::uint32_t default_mtu = 1500;

/// Has the interface repeat an ARP request or neighbour solicitation after 20 ms: a first packet
/// that is lost costs this, not the kernel's second, and a probe's patience is longer than three of
/// them. The kernel forgets it when the interface moves to another namespace.
void hasten_neighbours(netlink::Batch& batch, const netlink::Device& device, std::uint32_t mtu);

}  // namespace netrig
