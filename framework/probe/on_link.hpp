// The interface on whose link an address is.
#pragma once

#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/netlink/interface_info.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// By name, by the zone of a link-local address, or else by the longest on-link prefix in table
/// main. Empty when the address is on none of the node's links. Throws Error
/// (std::errc::no_such_device) for a name or a zone that the node does not have.
std::optional<InterfaceInfo> on_link_interface(const Namespace& node, const IpAddress& target,
                                               const std::string& name);

}  // namespace netrig
