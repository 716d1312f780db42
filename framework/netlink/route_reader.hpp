// RTM_NEWROUTE messages as values.
#pragma once

#include <libmnl/libmnl.h>

#include <map>
#include <optional>
#include <string>

#include "netlink/socket.hpp"
#include "netrig/core/address.hpp"
#include "netrig/netlink/route.hpp"

namespace netrig::netlink {

/// Of a namespace's interfaces, by their indexes.
using InterfaceNames = std::map<int, std::string>;
InterfaceNames interface_names(Socket& socket, const std::string& place);
/// Empty for an index that is none of them.
std::string name_of(int index, const InterfaceNames& names);

/// Empty for RTN_* of which netrig has no word.
std::optional<RouteType> route_type(std::uint8_t type);
/// The payload of RTA_VIA.
IpAddress address_in_via(const nlattr* attribute);
/// Empty for what is no route: a cached clone, a type that netrig has no word for.
std::optional<Route> read_route(const nlmsghdr& header, const InterfaceNames& names);

}  // namespace netrig::netlink
