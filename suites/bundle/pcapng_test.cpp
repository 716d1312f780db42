// The bytes of the file format, and whose packet it is.
#include <gmock/gmock.h>
#include <net/if_arp.h>

#include <cstring>

#include "evidence/flow.hpp"
#include "evidence/pcapng.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + at, sizeof(number));
  return number;
}

// The types of a file's blocks. Checks that each says its length at both ends.
std::vector<std::uint32_t> blocks_of(const std::string& file) {
  std::vector<std::uint32_t> types;
  for (std::size_t at = 0; at < file.size();) {
    const auto length = number_at(file, at + 4);
    EXPECT_EQ(length % 4, 0U);
    EXPECT_EQ(number_at(file, at + length - 4), length);
    types.push_back(number_at(file, at));
    at += length;
  }
  return types;
}

TEST(Pcapng, IsASequenceOfBlocksWhateverTheSizesOfThings) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 1500U}) {
    const std::vector<std::byte> data(size);
    pcapng::Writer writer("Linux", {std::string(size, 'c')});
    writer.add(pcapng::Interface{.name = std::string(size, 'i')});
    writer.add(pcapng::Packet{.interface = 0,
                              .time = {},
                              .original_size = size,
                              .data = data,
                              .comments = {std::string(size, 'c')}});

    EXPECT_THAT(blocks_of(writer.file()), ElementsAre(0x0a0d0d0a, 1, 6));
  }
}

CapturedPacket packet(std::uint16_t hardware, std::initializer_list<unsigned> bytes) {
  CapturedPacket made{.time = {},
                      .interface = 1,
                      .hardware = hardware,
                      .outbound = false,
                      .original_size = bytes.size(),
                      .data = {}};
  for (const auto each : bytes) made.data.push_back(static_cast<std::byte>(each));
  return made;
}

TEST(Flow, IsToldFromAnEthernetFrame) {
  EXPECT_EQ(flow_of(packet(ARPHRD_ETHER, {2,    0, 0,  0,  0, 1, 2,    0,    0,  0,  0, 2, 8,  0,
                                          0x45, 0, 0,  28, 0, 0, 0,    0,    64, 17, 0, 0, 10, 0,
                                          1,    2, 10, 0,  2, 2, 0x0f, 0xa0, 0,  53, 0, 8, 0,  0})),
            "10.0.1.2:4000 -> 10.0.2.2:53/udp");
}

TEST(Flow, IsToldBehindAVlanTag) {
  EXPECT_EQ(flow_of(packet(ARPHRD_ETHER, {2, 0, 0,  0, 0,    1, 2,  0,  0, 0, 0, 2, 0x81, 0,
                                          0, 5, 8,  0, 0x45, 0, 0,  28, 0, 0, 0, 0, 64,   1,
                                          0, 0, 10, 0, 1,    2, 10, 0,  2, 2, 8, 0, 0,    0})),
            "10.0.1.2 -> 10.0.2.2");
}

TEST(Flow, IsToldFromABarePacketOfIpv6) {
  EXPECT_EQ(flow_of(packet(ARPHRD_NONE, {0x60, 0, 0, 0, 0, 20, 6, 64, 0xfd, 0,    0, 0, 0, 0, 0,
                                         0,    0, 0, 0, 0, 0,  0, 0,  1,    0xfd, 0, 0, 0, 0, 0,
                                         0,    0, 0, 0, 0, 0,  0, 0,  0,    2,    0, 1, 0, 80})),
            "[fd00::1]:1 -> [fd00::2]:80/tcp");
}

TEST(Flow, IsEmptyForWhatIsNoIpOrCutShort) {
  EXPECT_EQ(flow_of(packet(ARPHRD_ETHER, {})), "");
  EXPECT_EQ(flow_of(packet(ARPHRD_ETHER, {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8})), "");
  EXPECT_EQ(flow_of(packet(ARPHRD_ETHER, {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0})), "");
  EXPECT_EQ(
      flow_of(packet(ARPHRD_NONE, {0x60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})),
      "");
}

}  // namespace
}  // namespace netrig
