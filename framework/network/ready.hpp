// When a link is ready: both ends say IFLA_OPERSTATE == UP.
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

}  // namespace netrig
