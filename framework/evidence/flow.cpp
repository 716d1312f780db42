#include "evidence/flow.hpp"

#include <fmt/format.h>
#include <net/if_arp.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "netrig/core/endpoint.hpp"

namespace netrig {
namespace {

using Bytes = std::span<const std::byte>;

std::uint16_t number_at(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) << 8 |
                                    std::to_integer<unsigned>(bytes[at + 1]));
}

template <class Address>
IpAddress address_at(Bytes bytes, std::size_t at) {
  typename Address::bytes_type octets;
  std::ranges::transform(bytes.subspan(at, octets.size()), octets.begin(),
                         [](std::byte each) { return std::to_integer<unsigned char>(each); });
  return Address(octets);
}

// The frame without its Ethernet header and VLAN tags.
Bytes ip_of(const CapturedPacket& packet) {
  constexpr std::size_t header = 14, tag = 4;
  constexpr std::array<std::uint16_t, 2> tags{0x8100, 0x88a8};
  Bytes frame(packet.data);
  if (packet.hardware != ARPHRD_ETHER && packet.hardware != ARPHRD_LOOPBACK) return frame;
  auto begin = header;
  while (frame.size() >= begin && std::ranges::count(tags, number_at(frame, begin - 2)) != 0)
    begin += tag;
  return frame.size() < begin ? Bytes() : frame.subspan(begin);
}

// From one end to the other, by what follows the IP header.
std::string between(const IpAddress& from, const IpAddress& to, int protocol, Bytes payload) {
  const auto kind = protocol == IPPROTO_TCP   ? std::optional(Protocol::tcp)
                    : protocol == IPPROTO_UDP ? std::optional(Protocol::udp)
                                              : std::nullopt;
  if (!kind || payload.size() < 4) return fmt::format("{} -> {}", from, to);
  const auto source = to_string(Endpoint{from, {*kind, number_at(payload, 0)}});
  return fmt::format("{} -> {}", source.substr(0, source.rfind('/')),
                     Endpoint{to, {*kind, number_at(payload, 2)}});
}

}  // namespace

std::string flow_of(const CapturedPacket& packet) {
  namespace ip = boost::asio::ip;
  const auto bytes = ip_of(packet);
  constexpr std::size_t shortest_v4 = 20, v6 = 40;
  if (bytes.size() < shortest_v4) return {};
  const auto first = std::to_integer<unsigned>(bytes[0]);
  if (first >> 4 == 4) {
    const std::size_t header = (first & 0xf) * 4;
    const bool is_later_fragment = (number_at(bytes, 6) & 0x1fff) != 0;
    const auto payload =
        is_later_fragment || bytes.size() < header ? Bytes() : bytes.subspan(header);
    return between(address_at<ip::address_v4>(bytes, 12), address_at<ip::address_v4>(bytes, 16),
                   std::to_integer<int>(bytes[9]), payload);
  }
  if (first >> 4 != 6 || bytes.size() < v6) return {};
  return between(address_at<ip::address_v6>(bytes, 8), address_at<ip::address_v6>(bytes, 24),
                 std::to_integer<int>(bytes[6]), bytes.subspan(v6));
}

}  // namespace netrig
