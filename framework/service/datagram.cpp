#include "service/datagram.hpp"

#include <sys/socket.h>

#include <array>
#include <cstring>

namespace netrig {
namespace {

namespace ip = boost::asio::ip;

// A control message's content, which need not be aligned for its type.
template <class Content>
Content content_of(const cmsghdr& message) {
  Content content;
  std::memcpy(&content, CMSG_DATA(&message), sizeof(content));
  return content;
}

IpAddress address_of(const in_addr& address) {
  return ip::address_v4(ntohl(address.s_addr));
}

IpAddress address_of(const in6_addr& address) {
  ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), address.s6_addr, bytes.size());
  return ip::address_v6(bytes);
}

void note(Datagram& datagram, in_pktinfo info) {
  datagram.asked = address_of(info.ipi_addr);
  info.ipi_ifindex = 0;  // the answer goes where the routes say, from ipi_spec_dst
  datagram.v4_source = info;
}

void note(Datagram& datagram, in6_pktinfo info) {
  const auto asked = address_of(info.ipi6_addr);
  // An IPv4 datagram on an IPv6 socket comes with both kinds, this one with a mapped address.
  if (asked.to_v6().is_v4_mapped()) return;
  datagram.asked = asked;
  if (asked.is_multicast()) return;
  if (!asked.to_v6().is_link_local()) info.ipi6_ifindex = 0;
  datagram.v6_source = info;
}

template <class Content>
void put(msghdr& message, int level, int type, const Content& content) {
  auto& control = *CMSG_FIRSTHDR(&message);
  control.cmsg_level = level;
  control.cmsg_type = type;
  control.cmsg_len = CMSG_LEN(sizeof(content));
  std::memcpy(CMSG_DATA(&control), &content, sizeof(content));
  message.msg_controllen = CMSG_SPACE(sizeof(content));
}

}  // namespace

std::optional<Datagram> receive_datagram(int socket, char* buffer, std::size_t size) {
  Datagram datagram;
  iovec part{buffer, size};
  constexpr auto both_kinds = CMSG_SPACE(sizeof(in_pktinfo)) + CMSG_SPACE(sizeof(in6_pktinfo));
  alignas(cmsghdr) std::array<char, both_kinds> control;
  msghdr message{};
  message.msg_name = datagram.from.data();
  message.msg_namelen = static_cast<socklen_t>(datagram.from.capacity());
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const auto received = ::recvmsg(socket, &message, 0);
  if (received < 0) return std::nullopt;
  datagram.from.resize(message.msg_namelen);
  datagram.payload = {buffer, static_cast<std::size_t>(received)};
  for (auto* each = CMSG_FIRSTHDR(&message); each; each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_PKTINFO)
      note(datagram, content_of<in_pktinfo>(*each));
    if (each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_PKTINFO)
      note(datagram, content_of<in6_pktinfo>(*each));
  }
  return datagram;
}

void answer_datagram(int socket, const Datagram& asked, std::string_view text) {
  iovec part{const_cast<char*>(text.data()), text.size()};  // sendmsg(2) only reads it
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
  msghdr message{};
  message.msg_name = const_cast<sockaddr*>(asked.from.data());
  message.msg_namelen = static_cast<socklen_t>(asked.from.size());
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (asked.v4_source)
    put(message, IPPROTO_IP, IP_PKTINFO, *asked.v4_source);
  else if (asked.v6_source)
    put(message, IPPROTO_IPV6, IPV6_PKTINFO, *asked.v6_source);
  else
    message.msg_controllen = 0;
  ::sendmsg(socket, &message, MSG_NOSIGNAL);
}

}  // namespace netrig
