// Whose packet it is, from its first bytes.
#pragma once

#include <string>

#include "evidence/capture.hpp"

namespace netrig {

/// As a DropReport says it: "10.0.1.2:41834 -> 10.0.2.2:80/tcp"; "10.0.1.2 -> 10.0.2.2" for what
/// is neither TCP nor UDP, or is a fragment without their header. Empty for what is no IP. IPv6
/// extension headers are not looked behind.
std::string flow_of(const CapturedPacket& packet);

}  // namespace netrig
