// ICMP and ICMPv6 messages of the test's own making: those that no kernel sends by itself.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <system_error>
#include <vector>

#include "netrig/core/unique_fd.hpp"
#include "netrig/network/node.hpp"

namespace netrig {

using Bytes = std::vector<std::uint8_t>;

/// RFC 1071; the bytes of the checksum itself are 0.
inline void put_checksum(Bytes& icmp) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < icmp.size(); i += 2) sum += icmp[i] * 256U + icmp[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  icmp[2] = static_cast<std::uint8_t>(~sum >> 8);
  icmp[3] = static_cast<std::uint8_t>(~sum);
}

/// Type, code, checksum, ...; its length is even. The kernel computes the checksum of ICMPv6.
inline void send_icmp(const Node& from, const IpAddress& target, Bytes message) {
  const bool v4 = target.is_v4();
  if (v4) put_checksum(message);
  const UniqueFd socket(from.run([v4] {
    return ::socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC,
                    v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6});
  }));
  const boost::asio::ip::udp::endpoint to(target, 0);
  if (::sendto(socket.get(), message.data(), message.size(), 0, to.data(),
               static_cast<socklen_t>(to.size())) < 0)
    throw std::system_error(errno, std::system_category(), "cannot send an ICMP message");
}

/// A "port unreachable" that quotes a datagram between port 4000 and port 53.
inline Bytes port_unreachable_about(const IpAddress& sender, const IpAddress& target) {
  const auto append = [](Bytes& bytes, const auto& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
  };
  const Bytes datagram = {4000 / 256, 4000 % 256, 0, 53, 0, 8, 0, 0};
  if (sender.is_v4()) {
    Bytes message = {3, 3, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, IPPROTO_UDP, 0, 0};
    append(message, sender.to_v4().to_bytes());
    append(message, target.to_v4().to_bytes());
    append(message, datagram);
    return message;
  }
  Bytes message = {1, 4, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 8, IPPROTO_UDP, 64};
  append(message, sender.to_v6().to_bytes());
  append(message, target.to_v6().to_bytes());
  append(message, datagram);
  return message;
}

}  // namespace netrig
