// After bind_timewait.c: a port stays taken while a connection over it is in TIME_WAIT.
#include <netrig/gtest.hpp>

#include "case.hpp"
#include "one_host.hpp"
#include "sockets/bindings.hpp"

namespace netrig {
namespace {

using ::testing::Values;

struct TimeWaitCase : Case {
  const char* left_by;    ///< where the server listened whose connection is in TIME_WAIT
  const char* wanted_by;  ///< where the next one wants to
};

class PortInTimeWait : public OneHost, public ::testing::WithParamInterface<TimeWaitCase> {
 protected:
  static constexpr TransportPort port = tcp(8080);

  void leave(bool reuse_address) {
    host().run([&] { leave_in_time_wait(listening(GetParam().left_by, reuse_address), port); });
  }
  std::error_code take(bool reuse_address) {
    return host()
        .run([&] { return bind_plainly(bound(GetParam().wanted_by, reuse_address), port); })
        .result;
  }
};
INSTANTIATE_TEST_SUITE_P(Addresses, PortInTimeWait,
                         Values(TimeWaitCase{{"Loopback"}, "127.0.0.1", "127.0.0.1"},
                                TimeWaitCase{{"Any"}, "0.0.0.0", "0.0.0.0"},
                                TimeWaitCase{{"AnyThenLoopback"}, "0.0.0.0", "127.0.0.1"},
                                TimeWaitCase{{"LoopbackThenAny"}, "127.0.0.1", "0.0.0.0"},
                                TimeWaitCase{{"Ipv6Loopback"}, "::1", "::1"},
                                TimeWaitCase{{"Ipv6Any"}, "::", "::"},
                                TimeWaitCase{{"Ipv6AnyThenLoopback"}, "::", "::1"},
                                TimeWaitCase{{"Ipv6LoopbackThenAny"}, "::1", "::"}),
                         case_name);

TEST_P(PortInTimeWait, IsTaken) {
  leave(no_reuse);

  EXPECT_EQ(take(no_reuse), in_use);
}

TEST_P(PortInTimeWait, IsFreeWhereBothReuseAddresses) {
  leave(reuse);

  EXPECT_EQ(take(reuse), success);
}

TEST_P(PortInTimeWait, IsTakenWhereOnlyTheNextOneReusesAddresses) {
  leave(no_reuse);

  EXPECT_EQ(take(reuse), in_use);
}

class PortInTimeWaitElsewhere : public PortInTimeWait {};
INSTANTIATE_TEST_SUITE_P(Addresses, PortInTimeWaitElsewhere,
                         Values(TimeWaitCase{{"OtherLoopback"}, "127.0.0.1", "127.0.0.2"},
                                TimeWaitCase{{"OtherFamily"}, "127.0.0.1", "::1"},
                                TimeWaitCase{{"Ipv6OtherFamily"}, "::1", "127.0.0.1"}),
                         case_name);

TEST_P(PortInTimeWaitElsewhere, IsFree) {
  leave(no_reuse);

  EXPECT_EQ(take(no_reuse), success);
}

}  // namespace
}  // namespace netrig
