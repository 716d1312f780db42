// What a namespace's bridges and vxlans hold, asked of the kernel and given as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "netlink/queries.hpp"
#include "netrig/netlink/bridge_port.hpp"
#include "netrig/netlink/fdb_entry.hpp"

namespace netrig::netlink {

/// Empty for an interface that is no bridge's port.
std::optional<PortInfo> port(Socket& socket, const std::string& place, int index);
/// Empty for an interface that is no bridge.
std::optional<BridgeOptions> bridge_options(Socket& socket, const std::string& place, int index);
/// As `bridge fdb` lists it, with the addresses that each interface receives itself.
std::vector<FdbEntry> fdb(Socket& socket, const std::string& place);

}  // namespace netrig::netlink
