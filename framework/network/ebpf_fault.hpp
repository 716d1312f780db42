// A fault in a program at interfaces.
#pragma once

#include <memory>
#include <vector>

#include "netlink/requests.hpp"
#include "netrig/netns/namespace.hpp"
#include "network/running_fault.hpp"

namespace netrig {

/// Puts it in force at these interfaces of a node. Throws Error.
std::shared_ptr<RunningFault> run_by_ebpf(const Fault& fault, NodeId id, const Namespace& node,
                                          const std::vector<netlink::Device>& interfaces);

}  // namespace netrig
