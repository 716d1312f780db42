#include "netrig/netlink/ip_protocol.hpp"

namespace netrig {

std::string to_string(IpProtocol protocol) {
  switch (protocol) {
    case IpProtocol::icmp: return "icmp";
    case IpProtocol::tcp: return "tcp";
    case IpProtocol::udp: return "udp";
    case IpProtocol::icmpv6: return "ipv6-icmp";
  }
  return std::to_string(static_cast<int>(protocol));
}

}  // namespace netrig
