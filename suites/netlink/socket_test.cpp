#include "netlink/socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <optional>

#include "namespace_test.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig::netlink {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// An error's text, or empty when `action` succeeds.
template <class Action>
std::string error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

class NetlinkSocket : public NamespaceTest {
 protected:
  void namespaces_allowed() override { node_.emplace(Namespace::create("lone")); }
  Namespace& node() { return node_.value(); }
  Socket& socket() { return node().route_socket(); }

 private:
  std::optional<Namespace> node_;
};

TEST_F(NetlinkSocket, StaysInTheNamespaceItWasOpenedIn) {
  Batch batch("lone");
  add_bridge(batch, {16, "br0"});
  socket().execute(batch);

  EXPECT_TRUE(interface(socket(), "lone", "br0").has_value());
  EXPECT_FALSE(interface(*std::make_unique<Socket>(), "home", "br0").has_value());
}

TEST_F(NetlinkSocket, NamesOperationObjectNodeAndTheKernelsOwnWords) {
  const auto text = error_of([&] {
    Batch batch("lone");
    add_route(batch, {.destination = "10.9.0.0/16", .via = "10.0.0.1"}, 0);
    socket().execute(batch);
  });

  EXPECT_EQ(text,
            "cannot add route 10.9.0.0/16 via 10.0.0.1 in 'lone': Network is unreachable (kernel: "
            "Nexthop has invalid gateway)");
}

TEST_F(NetlinkSocket, NamesOperationObjectAndNodeWhereTheKernelHasNoWords) {
  const auto text = error_of([&] {
    Batch batch("lone");
    add_bridge(batch, {16, "br0"});
    add_bridge(batch, {17, "br0"});
    socket().execute(batch);
  });

  EXPECT_EQ(text, "cannot add bridge 'br0' in 'lone': File exists");
}

TEST_F(NetlinkSocket, CarriesTheCodeForPrograms) {
  Batch batch("lone");
  add_address(batch, {99, "eth9"}, "10.0.0.1/24");

  try {
    socket().execute(batch);
    FAIL() << "an address was added to an interface that is not there";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_device);
    EXPECT_EQ(error.attempt(), "cannot add address 10.0.0.1/24 to 'eth9' in 'lone'");
  }
}

TEST_F(NetlinkSocket, ReportsTheFirstOfSeveralRefusals) {
  const auto text = error_of([&] {
    Batch batch("lone");
    add_address(batch, {98, "eth8"}, "10.0.0.1/24");
    add_address(batch, {99, "eth9"}, "10.0.0.2/24");
    socket().execute(batch);
  });

  EXPECT_THAT(text, HasSubstr("eth8"));
}

TEST_F(NetlinkSocket, CarriesOutWhatFollowsARefusedRequest) {
  Batch batch("lone");
  add_address(batch, {98, "eth8"}, "10.0.0.1/24");
  add_bridge(batch, {16, "br0"});

  EXPECT_THROW(socket().execute(batch), Error);
  EXPECT_TRUE(interface(socket(), "lone", "br0").has_value());
}

TEST_F(NetlinkSocket, IsAsUsableAfterARefusalAsBefore) {
  Batch refused("lone");
  add_address(refused, {98, "eth8"}, "10.0.0.1/24");
  EXPECT_THROW(socket().execute(refused), Error);

  Batch batch("lone");
  add_bridge(batch, {16, "br0"});
  EXPECT_NO_THROW(socket().execute(batch));
}

TEST_F(NetlinkSocket, SendsMoreThanFitsIntoOneMessage) {
  constexpr int count = 1000;
  Batch batch("lone");
  add_bridge(batch, {16, "br0"});
  for (int i = 1; i <= count; ++i)
    add_address(batch, {16, "br0"},
                {boost::asio::ip::address_v4(0x0a000000U + static_cast<unsigned>(i)), 16});
  socket().execute(batch);

  // Listed in several parts.
  auto listed = addresses(socket(), "lone");
  std::erase_if(listed, [](const AddressInfo& each) { return !each.address.is_v4(); });
  EXPECT_THAT(listed, SizeIs(count));
}

TEST_F(NetlinkSocket, AsksForMoreInterfacesThanAnswersFitIntoItsBuffer) {
  constexpr int count = 300;
  Batch batch("lone");
  std::vector<int> indexes;
  for (int i = 0; i < count; ++i) {
    indexes.push_back(16 + i);
    add_bridge(batch, {16 + i, "br" + std::to_string(i)});
  }
  socket().execute(batch);

  EXPECT_THAT(interfaces_at(socket(), "lone", indexes), SizeIs(count));
}

TEST_F(NetlinkSocket, WaitsForAnEventUnderADeadline) {
  socket().join(RTNLGRP_LINK);

  const auto text = error_of([&] {
    socket().receive_events(Deadline::in(std::chrono::milliseconds(1)), "a link to appear", {});
  });

  EXPECT_EQ(text, "the deadline passed while waiting for a link to appear");
}

TEST_F(NetlinkSocket, SaysWhenEventsWereLostAndHearsTheNextOnes) {
  auto listening = node().run([] { return std::make_unique<Socket>(); });
  listening->join(RTNLGRP_LINK);
  constexpr int flood = 400;  // of messages of over 1 KiB, against a buffer of 212 KiB
  Batch batch("lone");
  for (std::uint32_t i = 0; i < flood; ++i) change_link(batch, loopback, {.mtu = 1500 + i});
  socket().execute(batch);

  const auto deadline = Deadline::in(kernel_patience);
  const bool heard_all = listening->receive_events(deadline, "links", [](const nlmsghdr&) {});
  Batch another("lone");
  add_bridge(another, {9000, "last"});
  socket().execute(another);
  std::string heard;
  listening->receive_events(deadline, "the last link",
                            [&](const nlmsghdr& header) { heard = parse_interface(header).name; });

  EXPECT_FALSE(heard_all);
  EXPECT_EQ(heard, "last");
}

}  // namespace
}  // namespace netrig::netlink
