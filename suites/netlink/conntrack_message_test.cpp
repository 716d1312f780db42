// The kernel's messages about tracked connections, well formed and not. No namespace is needed.
#include <endian.h>
#include <gtest/gtest.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include <array>

#include "netlink/conntrack_requests.hpp"

namespace netrig {
namespace {

// A message as the kernel might send it, or as it should not.
class ConntrackMessage : public ::testing::Test {
 protected:
  ConntrackMessage() : header_(mnl_nlmsg_put_header(buffer_.data())), message(header_) {
    message.put_header<nfgenmsg>();
  }
  ConntrackEntry parsed() const { return netlink::parse_conntrack(*header_); }

 private:
  alignas(nlmsghdr) std::array<char, 4096> buffer_{};
  nlmsghdr* header_;

 protected:
  netlink::Message message;
};

TEST_F(ConntrackMessage, MayLackEverything) {
  EXPECT_EQ(parsed(), ConntrackEntry());
}

TEST_F(ConntrackMessage, HasItsNumbersInNetworkByteOrder) {
  message.put(CTA_MARK, htobe32(7));
  message.put(CTA_TIMEOUT, htobe32(30));
  message.put(CTA_STATUS, htobe32(static_cast<std::uint32_t>(ConntrackStatus::dying)));
  message.nest(CTA_COUNTERS_ORIG, [&] {
    message.put(CTA_COUNTERS_PACKETS, htobe64(5));
    message.put(CTA_COUNTERS_BYTES, htobe64(400));
  });

  const auto entry = parsed();

  EXPECT_EQ(entry.mark, 7U);
  EXPECT_EQ(entry.timeout, std::chrono::seconds(30));
  EXPECT_TRUE(entry.is(ConntrackStatus::dying));
  EXPECT_EQ(entry.original_counters, (ConntrackEntry::Counters{5, 400}));
}

TEST_F(ConntrackMessage, MayHoldAttributesOfAnotherSize) {
  message.put_bytes(CTA_MARK, "x", 1);
  message.put(CTA_ZONE, std::uint64_t{1});
  message.put_bytes(CTA_PROTOINFO, "", 0);
  message.nest(CTA_TUPLE_ORIG, [&] {
    message.nest(CTA_TUPLE_IP, [&] { message.put_bytes(CTA_IP_V4_SRC, "xyz", 3); });
    message.nest(CTA_TUPLE_PROTO, [&] { message.put_bytes(CTA_PROTO_SRC_PORT, "x", 1); });
  });

  EXPECT_EQ(parsed(), ConntrackEntry());
}

TEST_F(ConntrackMessage, MayHoldAttributesOfALaterKernel) {
  message.put(CTA_MAX + 7, std::uint32_t{1});
  message.nest(CTA_TUPLE_REPLY, [&] {
    message.put(CTA_TUPLE_MAX + 7, std::uint32_t{1});
    message.nest(CTA_TUPLE_PROTO, [&] { message.put_bytes(CTA_PROTO_NUM, "\xfd", 1); });
  });

  EXPECT_EQ(parsed(), (ConntrackEntry{.reply = {.protocol = 253}}));
}

}  // namespace
}  // namespace netrig
