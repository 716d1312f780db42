// Nexthop objects that an interface takes along when it goes down: the kernel deletes them, takes
// them out of their groups, and deletes a group that becomes empty (nexthop_flush_dev() in
// net/ipv4/nexthop.c), all with their routes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "netlink/socket.hpp"
#include "netrig/netlink/nexthop.hpp"

namespace netrig::netlink {

struct SavedNexthops {
  std::vector<NexthopObject> objects{};  ///< through the interface
  std::vector<NexthopObject> groups{};   ///< with one of them among their members
  int interface_index = 0;

  bool hold(std::uint32_t id) const;
};

SavedNexthops nexthops_through(Socket& socket, const std::string& place,
                               const std::string& interface, int interface_index);

/// Adds them as they were. An object of the same id stays, and so does a group that has got another
/// member meanwhile.
void restore_nexthops(Socket& socket, const std::string& place, const SavedNexthops& saved);

}  // namespace netrig::netlink
