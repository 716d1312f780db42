// Captured packets as a file that wireshark and tshark open: pcapng (draft-ietf-opsawg-pcapng).
// libpcap reads it, and writes only the older format, which knows one interface and no comments.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netrig::pcapng {

/// What a packet of an interface begins with (LINKTYPE_*, tcpdump.org/linktypes.html).
enum class LinkType : std::uint16_t {
  ethernet = 1,
  raw_ip = 101,  ///< IPv4 or IPv6, told by its first four bits
};

struct Interface {
  std::string name;  ///< "firewall/eth0"
  LinkType link_type = LinkType::ethernet;
};

/// Seen from its interface's node.
enum class Direction : std::uint32_t { unknown = 0, inbound = 1, outbound = 2 };

struct Packet {
  std::size_t interface;          ///< position among those of the file
  std::chrono::nanoseconds time;  ///< since 1970
  Direction direction = Direction::unknown;
  std::size_t original_size;  ///< bytes; `data` may be the beginning only
  std::span<const std::byte> data;
  std::vector<std::string> comments{};
};

/// Makes a file, block by block: interfaces first, packets in any order.
class Writer {
 public:
  /// `system`: "Linux 6.18.0"; `comments` are about the file as a whole.
  Writer(std::string_view system, const std::vector<std::string>& comments);

  void add(const Interface& interface);
  void add(const Packet& packet);

  const std::string& file() const noexcept { return file_; }

 private:
  std::string file_;
};

}  // namespace netrig::pcapng
