#include "dns/wire.hpp"

#include <memory>

namespace netrig {
namespace {

constexpr std::size_t prefix_size = 2;
constexpr std::size_t largest_message = 65535;

}  // namespace

ldns::Packet read_packet(std::string_view message) {
  ldns_pkt* packet = nullptr;
  const auto status =
      ldns_wire2pkt(&packet, reinterpret_cast<const std::uint8_t*>(message.data()), message.size());
  return ldns::Packet(status == LDNS_STATUS_OK ? packet : nullptr);
}

std::string write_packet(const ldns_pkt& packet) {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  const auto status = ldns_pkt2wire(&bytes, &packet, &size);
  const std::unique_ptr<std::uint8_t, ldns::Release<std::free>> owned(bytes);
  if (status != LDNS_STATUS_OK || size > largest_message) return "";
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string framed(std::string_view message) {
  const auto size = static_cast<std::uint16_t>(message.size());
  std::string text{static_cast<char>(size >> 8), static_cast<char>(size & 0xff)};
  return text.append(message);
}

std::optional<std::string_view> take_message(std::string_view& stream) {
  if (stream.size() < prefix_size) return std::nullopt;
  const std::size_t size = ldns_read_uint16(stream.data());
  if (stream.size() < prefix_size + size) return std::nullopt;
  const auto message = stream.substr(prefix_size, size);
  stream.remove_prefix(prefix_size + size);
  return message;
}

}  // namespace netrig
