#include "probe/icmp_error.hpp"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace netrig {
namespace {

// Stands behind the sock_extended_err; AF_UNSPEC when nobody is known.
std::optional<IpAddress> offender_of(const sock_extended_err& error) {
  const auto* address = SO_EE_OFFENDER(&error);
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    return boost::asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof(v6));
    boost::asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return boost::asio::ip::address_v6(bytes);
  }
  return std::nullopt;
}

QueuedError read(const sock_extended_err& error) {
  QueuedError found;
  found.error = static_cast<int>(error.ee_errno);
  if (error.ee_errno == EMSGSIZE) found.mtu = error.ee_info;
  const bool from_network =
      error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
  if (const auto sender = offender_of(error); from_network && sender)
    found.icmp = IcmpError{*sender, error.ee_type, error.ee_code, found.mtu};
  return found;
}

bool is_error_message(const cmsghdr& control) {
  return (control.cmsg_level == SOL_IP && control.cmsg_type == IP_RECVERR) ||
         (control.cmsg_level == SOL_IPV6 && control.cmsg_type == IPV6_RECVERR);
}

}  // namespace

std::optional<QueuedError> take_queued_error(int socket) {
  std::array<std::uint8_t, 8> packet{};
  alignas(cmsghdr) std::array<char, 256> control{};
  iovec data{packet.data(), packet.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto size = ::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
  if (size < 0) return std::nullopt;
  for (auto* each = CMSG_FIRSTHDR(&message); each; each = CMSG_NXTHDR(&message, each)) {
    if (!is_error_message(*each)) continue;
    auto found = read(*reinterpret_cast<const sock_extended_err*>(CMSG_DATA(each)));
    found.packet = packet;
    found.packet_size = static_cast<std::size_t>(size);
    return found;
  }
  return QueuedError{};
}

}  // namespace netrig
