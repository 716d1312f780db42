// What can be wrong with one virtual interface alone. Each throws DescriptionError.
#pragma once

#include <string_view>

#include "netrig/netlink/virtual_interface.hpp"

namespace netrig {

/// `node` is the name for the message, here and below.
void check_virtual_interface(const VirtualInterface& interface, std::string_view node);
void check_bridge_options(const BridgeOptions& options, std::string_view node);

}  // namespace netrig
