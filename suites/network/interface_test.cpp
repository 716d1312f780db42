// What an interface counts, and when its state changes.
#include <netrig/gtest.hpp>
#include <thread>

#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// client ─── server
class Wire : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId server = topology.add_host("server");
  const LinkId wire = topology.connect(client, server, {"10.0.1.0/24", "2001:db8::/64"});

  Interface near() { return node(client).interface("eth0"); }
  Interface far() { return node(server).interface("eth0"); }
};
class WireInBothFamilies : public Wire, public OfEachFamily {};
INSTANTIATE_TEST_SUITE_P(Families, WireInBothFamilies, both_families, family_name);

TEST_P(WireInBothFamilies, CountsWhatIsSentAndReceived) {
  const auto before = near().statistics();

  ASSERT_THAT(
      node(client).ask(EchoProbe{
          .target = node(client).address_of(server, GetParam()), .count = 5, .payload_size = 1000}),
      Reached());

  const auto after = near().statistics();
  EXPECT_GE(after.sent.packets, before.sent.packets + 5);
  EXPECT_GE(after.received.packets, before.received.packets + 5);
  EXPECT_GE(after.sent.bytes, before.sent.bytes + 5 * 1000);
  EXPECT_GE(after.received.bytes, before.received.bytes + 5 * 1000);
}

// What is longer is dropped where it arrives.
TEST_P(WireInBothFamilies, CountsBothDirectionsApart) {
  const auto before = near().statistics();
  far().set_mtu(1400);

  node(client).ask(EchoProbe{
      .target = node(client).address_of(server, GetParam()), .payload_size = 1450, .patience = {}});

  EXPECT_EQ(near().statistics().sent.dropped, before.sent.dropped + 1);
  EXPECT_LT(near().statistics().received.bytes, before.received.bytes + 1400);
}

const auto is_operational = [](const InterfaceInfo& now) {
  return now.state == OperationalState::up;
};
const auto has_no_carrier = [](const InterfaceInfo& now) { return !now.has_carrier; };

TEST_F(Wire, IsInTheStateThatItIsIn) {
  EXPECT_THAT(near().wait_until(is_operational), Field(&InterfaceInfo::name, "eth0"));
}

TEST_F(Wire, IsWaitedForWhileItGoesDownAndUp) {
  std::jthread other([this] {
    far().down();
    far().up();
    far().down();
  });

  near().wait_until(has_no_carrier);
  other.join();

  EXPECT_THAT(near().wait_until(has_no_carrier), Field(&InterfaceInfo::has_carrier, false));
}

TEST_F(Wire, IsNotWaitedForLongerThanIsSaid) {
  EXPECT_THAT(
      [this] { near().wait_until(has_no_carrier, Deadline::in(std::chrono::milliseconds(0))); },
      ThrowsMessage<DeadlineError>(HasSubstr("another state of 'eth0' in 'client', which is ")));
}

TEST_F(Wire, HasToBeThere) {
  const auto pair = node(client).add_veth("a0", "b0");
  pair[0].remove();

  EXPECT_THAT([&] { pair[0].statistics(); },
              ThrowsMessage<Error>(HasSubstr("cannot ask for 'a0' in 'client'")));
  EXPECT_THAT([&] { pair[0].wait_until(is_operational); },
              ThrowsMessage<Error>(HasSubstr("cannot ask for 'a0' in 'client'")));
}

}  // namespace
}  // namespace netrig
