// tun and tap: the program is at the other end.
#include <poll.h>

#include <array>
#include <netrig/gtest.hpp>
#include <thread>

#include "case.hpp"
#include "families.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;
using ::testing::Values;
using std::chrono_literals::operator""ms;

// A cable that is laid by the program: what one device is sent goes out of the other.
class Cable {
 public:
  Cable(const TunDevice& a, const TunDevice& b)
      : thread_([&a, &b](const std::stop_token& pulled) {
          while (!pulled.stop_requested()) {
            std::array<pollfd, 2> readable{pollfd{a.fd(), POLLIN, 0}, pollfd{b.fd(), POLLIN, 0}};
            ::poll(readable.data(), readable.size(), 10);
            if ((readable[0].revents & POLLIN) != 0) b.send(a.receive());
            if ((readable[1].revents & POLLIN) != 0) a.send(b.receive());
          }
        }) {}

 private:
  std::jthread thread_;
};

struct Device : Case {
  InterfaceKind kind;
};
const Device tun{{"Tun"}, Tun()}, tap{{"Tap"}, Tap()};

// a and b, which nothing joins
class DeviceOfTheProgram : public NetworkTest,
                           public ::testing::WithParamInterface<std::tuple<Device, Family>> {
 protected:
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");

  DeviceOfTheProgram() {
    const auto kind = std::get<0>(GetParam()).kind;
    topology.add_interface(a, {"dev0", kind, {"10.9.0.1/24", "2001:db8:9::1/64"}});
    topology.add_interface(b, {"dev0", kind, {"10.9.0.2/24", "2001:db8:9::2/64"}});
  }
  IpAddress address_of_b() { return either(std::get<1>(GetParam()), "10.9.0.2", "2001:db8:9::2"); }
};
INSTANTIATE_TEST_SUITE_P(Kinds, DeviceOfTheProgram, Combine(Values(tun, tap), both_families),
                         combined_name);

TEST_P(DeviceOfTheProgram, ExchangesPacketsWithIt) {
  const auto end_of_a = node(a).open_tun("dev0"), end_of_b = node(b).open_tun("dev0");
  const Cable cable(end_of_a, end_of_b);

  EXPECT_THAT(node(a).ping(address_of_b()), Reached());
}

TEST_P(DeviceOfTheProgram, ReachesNobodyWhenTheProgramDoesNothing) {
  const auto end_of_a = node(a).open_tun("dev0"), end_of_b = node(b).open_tun("dev0");

  EXPECT_FALSE(node(a).ping(address_of_b()).reached());
}

TEST_P(DeviceOfTheProgram, HasACarrierWhileItIsOpen) {
  const auto has_carrier = [this] { return node(a).interface("dev0").info().has_carrier; };
  EXPECT_FALSE(has_carrier());

  {
    const auto end = node(a).open_tun("dev0");
    EXPECT_TRUE(has_carrier());
  }

  EXPECT_FALSE(has_carrier());
}

TEST_P(DeviceOfTheProgram, IsOpenedOnce) {
  const auto end = node(a).open_tun("dev0");

  EXPECT_THAT(
      [this] { node(a).open_tun("dev0"); },
      ThrowsMessage<Error>(HasSubstr("cannot open 'dev0' in 'a': Device or resource busy")));
}

TEST_P(DeviceOfTheProgram, SaysWhenThePacketThatIsAwaitedDoesNotCome) {
  const auto end = node(a).open_tun("dev0");

  EXPECT_THAT(
      [&] {
        while (true) end.receive(Deadline::in(50ms));  // past what the kernel has to say
      },
      ThrowsMessage<DeadlineError>("the deadline passed while waiting for a packet from 'dev0'"));
}

// host -- lan, of which the program holds the other port
class TapInASwitch : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan");
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");

  TapInASwitch() {
    topology.connect(a, lan, {"10.9.0.0/24", "2001:db8:9::/64"});
    topology.add_interface(lan, {.name = "tap0", .kind = Tap(), .master = "br0"});
    topology.add_interface(b, {"tap0", Tap(), {"10.9.0.99/24", "2001:db8:9::99/64"}});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, TapInASwitch, both_families, family_name);

TEST_P(TapInASwitch, IsAPortOfTheProgram) {
  const auto port = node(lan).open_tun("tap0"), end = node(b).open_tun("tap0");
  const Cable cable(port, end);

  EXPECT_THAT(node(a).ping(either("10.9.0.99", "2001:db8:9::99")), Reached());
}

}  // namespace
}  // namespace netrig
