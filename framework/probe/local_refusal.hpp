// Why a node's own kernel refuses to send a probe: no more than can be known.
#pragma once

#include <cstdint>
#include <optional>

#include "netrig/core/address.hpp"
#include "netrig/netns/namespace.hpp"
#include "probe/classify.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {

/// A packet that was to go.
struct RefusedPacket {
  const Namespace& node;
  SocketOptions options;
  std::optional<std::uint32_t> mtu{};  ///< of EMSGSIZE, where the kernel said it
};

/// classify_local(), but a route is given as the cause only when the kernel's routing, asked once
/// more, says the same. Throws DescriptionError when the target is a broadcast address, which the
/// kernel refuses with the error of a prohibition, and Error for what is no answer of the
/// network's.
Finding classify_refusal(const Asked& asked, int error, const RefusedPacket& packet);

/// Throws DescriptionError, in the words of the above.
void refuse_broadcast(const Namespace& node, const IpAddress& target);

}  // namespace netrig
