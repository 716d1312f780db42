#include "raw_packets.hpp"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "system_calls.hpp"

namespace netrig {
namespace {

UniqueFd raw_socket(const IpAddress& peer, int protocol) {
  return open_socket(peer, SOCK_RAW, protocol);
}
int icmp_for(const IpAddress& peer) {
  return peer.is_v4() ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
}

void send(const UniqueFd& socket, const IpAddress& to, const Bytes& bytes) {
  const SocketAddress address(to, 0);
  check(::sendto(socket.get(), bytes.data(), bytes.size(), 0, address.data(),
                 static_cast<socklen_t>(address.size())),
        [] { return "cannot send a raw packet"; });
}

template <class Header>
void append(Bytes& bytes, const Header& header) {
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(&header);
  bytes.insert(bytes.end(), begin, begin + sizeof(header));
}

Bytes octets_of(const IpAddress& address) {
  Bytes bytes;
  if (address.is_v4())
    append(bytes, address.to_v4().to_bytes());
  else
    append(bytes, address.to_v6().to_bytes());
  return bytes;
}

// RFC 1071, in network byte order.
std::uint16_t checksum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += i % 2 == 0 ? static_cast<std::uint32_t>(bytes[i]) << 8 : bytes[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return htons(static_cast<std::uint16_t>(~sum));
}

void append_all(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

// Of ICMPv6 the kernel reckons it.
void put_checksum(Bytes& icmp, const IpAddress& target) {
  if (target.is_v6()) return;
  const auto sum = checksum(icmp);
  std::memcpy(icmp.data() + offsetof(icmphdr, checksum), &sum, sizeof(sum));
}

Bytes ipv4_packet(const IpAddress& from, const IpAddress& to, std::uint16_t packet_id,
                  const Fragment& fragment) {
  ip header{};
  header.ip_v = 4;
  header.ip_hl = sizeof(header) / 4;
  header.ip_id = htons(packet_id);
  header.ip_off =
      htons(static_cast<std::uint16_t>(fragment.offset / 8 | (fragment.more ? IP_MF : 0U)));
  header.ip_ttl = 64;
  header.ip_p = IPPROTO_UDP;
  const auto source = from.to_v4().to_bytes(), target = to.to_v4().to_bytes();
  std::memcpy(&header.ip_src, source.data(), source.size());
  std::memcpy(&header.ip_dst, target.data(), target.size());
  Bytes packet;
  append(packet, header);  // the kernel fills in the length and the checksum
  append_all(packet, fragment.bytes);
  return packet;
}

Bytes ipv6_packet(const IpAddress& from, const IpAddress& to, std::uint16_t packet_id,
                  const Fragment& fragment) {
  ip6_frag extension{};
  extension.ip6f_nxt = IPPROTO_UDP;
  extension.ip6f_offlg =
      htons(static_cast<std::uint16_t>(fragment.offset | (fragment.more ? 1U : 0U)));
  extension.ip6f_ident = htonl(packet_id);
  ip6_hdr header{};
  header.ip6_flow = htonl(6U << 28);
  header.ip6_plen = htons(static_cast<std::uint16_t>(sizeof(extension) + fragment.bytes.size()));
  header.ip6_nxt = IPPROTO_FRAGMENT;
  header.ip6_hlim = 64;
  const auto source = from.to_v6().to_bytes(), target = to.to_v6().to_bytes();
  std::memcpy(&header.ip6_src, source.data(), source.size());
  std::memcpy(&header.ip6_dst, target.data(), target.size());
  Bytes packet;
  append(packet, header);
  append(packet, extension);
  append_all(packet, fragment.bytes);
  return packet;
}

}  // namespace

void send_payload(const IpAddress& target, int protocol, const Bytes& payload) {
  send(raw_socket(target, protocol), target, payload);
}

void send_icmp(const IpAddress& target, Bytes message) {
  put_checksum(message, target);
  send_payload(target, icmp_for(target), message);
}

Bytes port_unreachable_about(const IpAddress& sender, const IpAddress& target) {
  Bytes message =
      sender.is_v4()
          ? Bytes{3, 3, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, IPPROTO_UDP, 0, 0}
          : Bytes{1, 4, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 8, IPPROTO_UDP, 64};
  append_all(message, octets_of(sender));
  append_all(message, octets_of(target));
  append_all(message, {4000 / 256, 4000 % 256, 0, 53, 0, 8, 0, 0});
  return message;
}

void advertise(const IpAddress& address, const MacAddress& mac, int interface_index) {
  nd_neighbor_advert header{};
  header.nd_na_hdr.icmp6_type = ND_NEIGHBOR_ADVERT;
  header.nd_na_flags_reserved = ND_NA_FLAG_OVERRIDE;
  const auto target = address.to_v6().to_bytes();
  std::memcpy(&header.nd_na_target, target.data(), target.size());
  nd_opt_hdr option{};
  option.nd_opt_type = ND_OPT_TARGET_LINKADDR;
  option.nd_opt_len = 1;  // of eight bytes
  Bytes message;
  append(message, header);
  append(message, option);
  append(message, mac.bytes);

  const auto socket = raw_socket(address, IPPROTO_ICMPV6);
  set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255);
  set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, interface_index);
  if (const auto refusal = bind_socket(socket, {address, 0}))
    throw Error(refusal, "cannot bind a raw socket");
  send(socket, "ff02::1", message);
}

Bytes udp_datagram(const Endpoint& from, const Endpoint& to, std::string_view payload) {
  udphdr header{};
  header.uh_sport = htons(from.port.number);
  header.uh_dport = htons(to.port.number);
  header.uh_ulen = htons(static_cast<std::uint16_t>(sizeof(header) + payload.size()));
  const auto with_header = [&](Bytes bytes) {
    append(bytes, header);
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
  };
  // RFC 768 and RFC 8200 section 8.1: over the addresses, the length and the protocol as well.
  Bytes summed = octets_of(from.address);
  append_all(summed, octets_of(to.address));
  append(summed, header.uh_ulen);
  append(summed, htons(IPPROTO_UDP));
  header.uh_sum = checksum(with_header(summed));
  return with_header({});
}

std::vector<Fragment> cut(const Bytes& payload, std::size_t size) {
  std::vector<Fragment> fragments;
  for (std::size_t offset = 0; offset < payload.size(); offset += size) {
    const auto end = std::min(offset + size, payload.size());
    fragments.push_back({.offset = offset,
                         .bytes = Bytes(payload.begin() + static_cast<std::ptrdiff_t>(offset),
                                        payload.begin() + static_cast<std::ptrdiff_t>(end)),
                         .more = end < payload.size()});
  }
  return fragments;
}

void send_fragments(const IpAddress& from, const IpAddress& to, std::uint16_t packet_id,
                    const std::vector<Fragment>& fragments) {
  const auto socket = raw_socket(to, IPPROTO_RAW);
  for (const auto& fragment : fragments)
    send(socket, to,
         to.is_v4() ? ipv4_packet(from, to, packet_id, fragment)
                    : ipv6_packet(from, to, packet_id, fragment));
}

}  // namespace netrig
