#include <fmt/format.h>
#include <gtest/gtest.h>

#include "netrig/netlink/interface_statistics.hpp"

namespace netrig {
namespace {

TEST(InterfaceStatistics, SayWhatWasCounted) {
  EXPECT_EQ(fmt::format("{}", InterfaceStatistics{.received = {3, 294}, .sent = {4, 336}}),
            "received 3 packets, 294 bytes; sent 4 packets, 336 bytes");
}

TEST(InterfaceStatistics, SayWhatWentWrong) {
  EXPECT_EQ(
      fmt::format("{}", InterfaceStatistics{.received = {3, 294, 1, 0}, .sent = {0, 0, 0, 2}}),
      "received 3 packets, 294 bytes, 1 errors; sent 0 packets, 0 bytes, 2 dropped");
}

}  // namespace
}  // namespace netrig
