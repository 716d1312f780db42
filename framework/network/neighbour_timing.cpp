#include "network/neighbour_timing.hpp"

#include <chrono>

namespace netrig {

void hasten_neighbours(netlink::Batch& batch, const netlink::Device& device, std::uint32_t mtu) {
  constexpr std::chrono::milliseconds retransmission{20};
  netlink::set_neighbour_retransmission(batch, device, Family::ipv4, retransmission);
  if (netlink::may_have_ipv6(mtu))
    netlink::set_neighbour_retransmission(batch, device, Family::ipv6, retransmission);
}

}  // namespace netrig
