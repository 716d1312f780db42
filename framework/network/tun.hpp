// tun and tap interfaces are made through /dev/net/tun (Documentation/networking/tuntap.rst).
#pragma once

#include "netlink/requests.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// Makes one that stays when nobody has it open, down.
void make_tun(Namespace& where, const netlink::Device& device, bool is_tap);

/// Attaches to one.
UniqueFd open_tun(const Namespace& where, const std::string& name);

}  // namespace netrig
