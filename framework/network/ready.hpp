// When a network is ready: both ends of a link say IFLA_OPERSTATE == UP, and every address is
// answered.
#pragma once

#include <vector>

#include "netlink/requests.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// Returns when all `devices` of the namespace are operational; throws DeadlineError ("'eth0' of
/// 'client' to become operational").
void wait_until_operational(Namespace& where, const std::vector<netlink::Device>& devices,
                            Deadline deadline);

/// Returns when the kernel delivers what comes in for the addresses of `devices`, which are
/// operational; throws DeadlineError ("2001:db8::1 of 'client' to become usable"). An IPv4 address
/// is usable at once.
void wait_until_addresses_are_usable(Namespace& where, const std::vector<netlink::Device>& devices,
                                     Deadline deadline);

}  // namespace netrig
