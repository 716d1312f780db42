// Which features of the kernel an interface needs.
#pragma once

#include <vector>

#include "netrig/netlink/virtual_interface.hpp"
#include "netrig/netns/feature.hpp"

namespace netrig {

std::vector<Feature> needed_by(const VirtualInterface& interface);
std::vector<Feature> needed_by(const BridgeOptions& options);

}  // namespace netrig
