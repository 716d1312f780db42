// Interfaces that change their node.
#pragma once

#include <string>

#include "network/state.hpp"

namespace netrig {

/// An index that no interface of the node has and that is not `other_end`'s
/// (PlannedInterface::index says why).
int free_index(Namespace& node, int other_end);

/// Moves an interface to `target`, where it is called `name`, and keeps the record of the link that
/// it is an end of, if it is one. Gives what it is there.
netlink::Device move_interface(NetworkState& network, const LiveEnd& from, NodeId target,
                               const std::string& name);

}  // namespace netrig
