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

struct SavedNexthop {
  NexthopObject nexthop;      ///< without the name of its interface
  std::vector<char> message;  ///< RTM_NEWNEXTHOP as the kernel told it, so that nothing is lost
};

struct SavedNexthops {
  std::vector<SavedNexthop> objects{};  ///< through the interface
  std::vector<SavedNexthop> groups{};   ///< with one of them among their members

  bool hold(std::uint32_t id) const;
};

SavedNexthops nexthops_through(Socket& socket, const std::string& place, int interface_index);

/// Adds it as it was; EEXIST when there is one of its id.
void restore_nexthop(Batch& batch, const SavedNexthop& object);

/// Adds a group as it was, or those of its members back to it that are among `present`. Nothing
/// where that is none, or where somebody has given the group another member meanwhile.
void restore_group(Batch& batch, const SavedNexthop& group,
                   const std::vector<NexthopObject>& present);

}  // namespace netrig::netlink
