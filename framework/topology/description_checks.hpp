// What can be wrong with one part of a description alone. Each throws DescriptionError; what can
// only be wrong with the whole is plan()'s business.
#pragma once

#include <string_view>

#include "netrig/topology/topology.hpp"

namespace netrig {

void check_node_name(std::string_view name);
/// `node` is the name for the message, here and below.
void check_interface_name(const InterfaceName& interface, std::string_view node);
void check_interface_address(const InterfaceAddress& address, std::string_view node);
void check_end(const End& end, const Topology::Node& node);
/// `link`: "the link between 'a' and 'b'".
void check_planned(const Prefixes& planned, std::string_view link);
void check_mtu(const LinkOptions& options, std::string_view link);

}  // namespace netrig
