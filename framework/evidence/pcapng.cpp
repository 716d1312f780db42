#include "evidence/pcapng.hpp"

#include <algorithm>
#include <cstring>

namespace netrig::pcapng {
namespace {

// Section 4 and 3.5 of the draft.
constexpr std::uint32_t section_header = 0x0a0d0d0a, interface_description = 1, enhanced_packet = 6;
constexpr std::uint16_t end_of_options = 0, comment_option = 1, operating_system = 3,
                        application = 4, interface_name = 2, time_resolution = 9, packet_flags = 2;

// One block, whose length stands at both of its ends. Numbers are in this machine's byte order,
// which the section header tells.
class Block {
 public:
  explicit Block(std::uint32_t type) {
    put(type);
    put(std::uint32_t(0));  // its length, known at the end
  }

  template <class Integer>
  void put(Integer value) {
    put_bytes(&value, sizeof(value));
  }
  void put_padded(const void* data, std::size_t size) {
    put_bytes(data, size);
    bytes_.append(-size % 4, '\0');
  }
  void put_option(std::uint16_t code, std::string_view text) {
    constexpr std::size_t longest = 0xffff;
    text = text.substr(0, longest);
    put(code);
    put(static_cast<std::uint16_t>(text.size()));
    put_padded(text.data(), text.size());
  }
  void put_options(std::uint16_t code, const std::vector<std::string>& texts) {
    for (const auto& text : texts) put_option(code, text);
  }
  void end_options() { put_option(end_of_options, {}); }

  std::string finished() && {
    const auto length = static_cast<std::uint32_t>(bytes_.size() + sizeof(std::uint32_t));
    std::memcpy(bytes_.data() + sizeof(std::uint32_t), &length, sizeof(length));
    put(length);
    return std::move(bytes_);
  }

 private:
  void put_bytes(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
  }
  std::string bytes_;
};

}  // namespace

Writer::Writer(std::string_view system, const std::vector<std::string>& comments) {
  constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
  constexpr std::int64_t unknown_length = -1;
  Block block(section_header);
  block.put(byte_order_magic);
  block.put(std::uint16_t(1));  // the format's version, 1.0
  block.put(std::uint16_t(0));
  block.put(unknown_length);
  block.put_options(comment_option, comments);
  block.put_option(operating_system, system);
  block.put_option(application, "netrig");
  block.end_options();
  file_ += std::move(block).finished();
}

void Writer::add(const Interface& interface) {
  constexpr std::uint32_t no_limit = 0;  // of a packet's length: each says how much of it there is
  constexpr char nanoseconds = 9;
  Block block(interface_description);
  block.put(static_cast<std::uint16_t>(interface.link_type));
  block.put(std::uint16_t(0));  // reserved
  block.put(no_limit);
  block.put_option(interface_name, interface.name);
  block.put_option(time_resolution, {&nanoseconds, 1});
  block.end_options();
  file_ += std::move(block).finished();
}

void Writer::add(const Packet& packet) {
  const auto time = static_cast<std::uint64_t>(packet.time.count());
  Block block(enhanced_packet);
  block.put(static_cast<std::uint32_t>(packet.interface));
  block.put(static_cast<std::uint32_t>(time >> 32));
  block.put(static_cast<std::uint32_t>(time));
  block.put(static_cast<std::uint32_t>(packet.data.size()));
  block.put(static_cast<std::uint32_t>(std::max(packet.original_size, packet.data.size())));
  block.put_padded(packet.data.data(), packet.data.size());
  const auto direction = static_cast<std::uint32_t>(packet.direction);
  std::string flags(sizeof(direction), '\0');
  std::memcpy(flags.data(), &direction, sizeof(direction));
  block.put_option(packet_flags, flags);
  block.put_options(comment_option, packet.comments);
  block.end_options();
  file_ += std::move(block).finished();
}

}  // namespace netrig::pcapng
