#include "evidence/packet.hpp"

#include <endian.h>
#include <fmt/format.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>

#include <cstring>

#include "netrig/core/endpoint.hpp"

namespace netrig {
namespace {

// Zero behind the end.
template <class Header>
Header header_in(std::string_view bytes) {
  Header header{};
  std::memcpy(&header, bytes.data(), std::min(bytes.size(), sizeof(header)));
  return header;
}

IpAddress address_of(const in6_addr& bytes) {
  boost::asio::ip::address_v6::bytes_type copy;
  std::memcpy(copy.data(), &bytes, copy.size());
  return boost::asio::ip::address_v6(copy);
}

IpAddress address_of(std::uint32_t in_network_order) {
  return boost::asio::ip::address_v4(be32toh(in_network_order));
}

std::string icmp_message(const Packet& packet) {
  const auto* family = packet.protocol == IpProtocol::icmp ? "icmp" : "icmpv6";
  if (packet.icmp_type == echo_request_type(packet.protocol))
    return fmt::format("{} echo request", family);
  if (packet.icmp_type == echo_reply_type(packet.protocol))
    return fmt::format("{} echo reply", family);
  return fmt::format("{} type {}", family, packet.icmp_type);
}

}  // namespace

Endpoint destination_of(const Packet& packet) {
  const auto protocol = packet.protocol == IpProtocol::tcp ? Protocol::tcp : Protocol::udp;
  return {packet.destination, {protocol, packet.destination_port}};
}

std::uint8_t echo_request_type(IpProtocol protocol) {
  return protocol == IpProtocol::icmp ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
}

std::uint8_t echo_reply_type(IpProtocol protocol) {
  return protocol == IpProtocol::icmp ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
}

Packet packet_of(std::string_view network_header, std::string_view transport_header) {
  Packet packet;
  if (const auto v4 = header_in<iphdr>(network_header); v4.version == 4) {
    packet = {.source = address_of(v4.saddr),
              .destination = address_of(v4.daddr),
              .protocol = IpProtocol{v4.protocol}};
  } else {
    const auto v6 = header_in<ip6_hdr>(network_header);
    packet = {.source = address_of(v6.ip6_src),
              .destination = address_of(v6.ip6_dst),
              .protocol = IpProtocol{v6.ip6_nxt}};
  }
  if (packet.is_icmp()) {
    const auto icmp = header_in<icmphdr>(transport_header);  // ICMPv6's is alike
    packet.icmp_type = icmp.type;
    packet.echo_id = be16toh(icmp.un.echo.id);
  } else {
    struct Ports {
      std::uint16_t source, destination;
    };
    const auto ports = header_in<Ports>(transport_header);
    packet.source_port = be16toh(ports.source);
    packet.destination_port = be16toh(ports.destination);
  }
  return packet;
}

bool is_redirect(const Packet& packet) {
  if (packet.protocol == IpProtocol::icmp) return packet.icmp_type == ICMP_REDIRECT;
  return packet.protocol == IpProtocol::icmpv6 && packet.icmp_type == ND_REDIRECT;
}

std::string_view doubt_about(const Packet& packet) {
  if (packet.is_icmp() && packet.icmp_type != echo_request_type(packet.protocol) &&
      packet.icmp_type != echo_reply_type(packet.protocol))
    return "it was an ICMP error";
  const bool is_broadcast = packet.destination == IpAddress("255.255.255.255");
  if (packet.destination.is_multicast() || is_broadcast) return "it was one of many copies";
  return {};
}

std::string to_string(const Packet& packet) {
  if (packet.is_icmp())
    return fmt::format("{} -> {} {}", packet.source, packet.destination, icmp_message(packet));
  const auto number = [](const IpAddress& address, std::uint16_t port) {
    return fmt::format(fmt::runtime(address.is_v4() ? "{}:{}" : "[{}]:{}"), address, port);
  };
  return fmt::format("{} -> {}/{}", number(packet.source, packet.source_port),
                     number(packet.destination, packet.destination_port), packet.protocol);
}

}  // namespace netrig
