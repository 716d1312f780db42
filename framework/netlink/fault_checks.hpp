// Whether a fault can be what its author means.
#pragma once

#include <string>

#include "netrig/netlink/fault.hpp"

namespace netrig {

/// With the family that follows from its addresses and its protocol. Throws DescriptionError for
/// what contradicts itself or could never match; `node` is for that.
Fault checked(Fault fault, const std::string& node);

}  // namespace netrig
