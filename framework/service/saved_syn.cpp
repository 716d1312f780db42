#include "service/saved_syn.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace netrig {
namespace {

// Where the TCP header begins. An IPv6 SYN of Linux has no extension headers.
std::size_t ip_header_size(std::uint8_t first_byte) {
  constexpr std::size_t v6 = 40;
  return first_byte >> 4U == 4 ? 4U * (first_byte & 0x0fU) : v6;
}

}  // namespace

std::optional<std::uint32_t> saved_initial_sequence(int socket) {
  std::array<std::uint8_t, 256> syn;  // two headers with all their options take 120 bytes
  auto size = static_cast<socklen_t>(syn.size());
  if (::getsockopt(socket, IPPROTO_TCP, TCP_SAVED_SYN, syn.data(), &size) != 0 || size == 0)
    return std::nullopt;
  std::uint32_t sequence = 0;
  const auto offset = ip_header_size(syn[0]) + offsetof(tcphdr, th_seq);
  if (offset + sizeof(sequence) > size) return std::nullopt;
  std::memcpy(&sequence, syn.data() + offset, sizeof(sequence));
  return ntohl(sequence);
}

}  // namespace netrig
