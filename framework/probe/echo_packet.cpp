#include "probe/echo_packet.hpp"

#include <linux/filter.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// Both headers: type, code, checksum, identifier, sequence number; the numbers in network byte
// order.
constexpr std::size_t checksum_at = 2, identifier_at = 4, sequence_at = 6;

void put(std::vector<std::uint8_t>& message, std::size_t at, std::uint16_t number) {
  message[at] = static_cast<std::uint8_t>(number >> 8);
  message[at + 1] = static_cast<std::uint8_t>(number);
}

std::uint16_t get(std::span<const std::uint8_t> message, std::size_t at) {
  return static_cast<std::uint16_t>(message[at] << 8 | message[at + 1]);
}

// RFC 1071.
std::uint16_t checksum(std::span<const std::uint8_t> message) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < message.size(); i += 2) sum += get(message, i);
  if (message.size() % 2 != 0) sum += static_cast<std::uint32_t>(message.back()) << 8;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// The payload counts up from this.
std::uint8_t first_of_pattern(EchoId id) {
  return static_cast<std::uint8_t>(id.identifier + id.sequence);
}

}  // namespace

std::vector<std::uint8_t> echo_request(bool v4, EchoId id, std::size_t payload_size) {
  std::vector<std::uint8_t> message(echo_header_size + payload_size);
  message[0] = v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
  put(message, identifier_at, id.identifier);
  put(message, sequence_at, id.sequence);
  auto next = first_of_pattern(id);
  for (auto& byte : std::span(message).subspan(echo_header_size)) byte = next++;
  if (v4) put(message, checksum_at, checksum(message));
  return message;
}

std::optional<EchoId> echo_id(std::span<const std::uint8_t> message) {
  if (message.size() < echo_header_size) return std::nullopt;
  return EchoId{get(message, identifier_at), get(message, sequence_at)};
}

bool is_echo_of(EchoId id, std::size_t payload_size, std::span<const std::uint8_t> reply) {
  auto next = first_of_pattern(id);
  return reply.size() == echo_header_size + payload_size &&
         std::ranges::all_of(reply.subspan(echo_header_size),
                             [&](std::uint8_t byte) { return byte == next++; });
}

void hear_only_replies(int socket, bool v4, std::uint16_t identifier) {
  const auto reply = static_cast<std::uint32_t>(v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY);
  // The filter sees an IPv4 packet from its IP header on (raw_rcv(), net/ipv4/raw.c), an IPv6 one
  // from the ICMPv6 header on. X: where that is.
  const sock_filter skip_ip_header = BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);
  const sock_filter skip_nothing = BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, 0);
  std::array<sock_filter, 7> program{{
      v4 ? skip_ip_header : skip_nothing,
      BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, reply, 0, 3),
      BPF_STMT(BPF_LD | BPF_H | BPF_IND, identifier_at),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  check(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)),
        [] { return "cannot attach a filter to an echo probe's socket"; });
}

std::span<const std::uint8_t> without_ip_header(std::span<const std::uint8_t> packet) {
  if (packet.empty()) return packet;
  const std::size_t size = 4U * (packet[0] & 0x0fU);
  return packet.subspan(std::min(size, packet.size()));
}

}  // namespace netrig
