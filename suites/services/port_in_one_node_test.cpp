// A port of a node after it was bound: listened on, closed, in TIME-WAIT.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "one_host.hpp"
#include "sockets/bindings.hpp"

namespace netrig {
namespace {

using ::testing::Values;

class PortInOneNode : public OneHost {
 protected:
  BoundPlainSocket bind(const Binding& binding) {
    return host().run([&] { return bind_plainly(binding, tcp(80)); });
  }
};

// EADDRINUSE in listen(2): "Another socket is already listening on the same port."
TEST_F(PortInOneNode, IsListenedOnByOneOfTwoThatHaveSoReuseaddr) {
  const auto first = bind(bound("127.0.0.1", reuse));
  const auto second = bind(bound("127.0.0.1", reuse));

  EXPECT_EQ(listen_plainly(first), success);
  EXPECT_EQ(listen_plainly(second), in_use);
}

TEST_F(PortInOneNode, IsListenedOnByAllThatHaveSoReuseport) {
  const auto first = bind(port_reuser("127.0.0.1"));
  const auto second = bind(port_reuser("127.0.0.1"));

  EXPECT_EQ(first.result, success);
  EXPECT_EQ(second.result, success);
}

TEST_F(PortInOneNode, IsFreeWhenItsSocketIsClosed) {
  bind({"127.0.0.1"});

  EXPECT_EQ(bind({"127.0.0.1"}).result, success);
}

// "A TCP local socket address that has been bound is unavailable for some time after closing,
// unless the SO_REUSEADDR flag has been set": ip(7). Both sockets must have set it: socket(7),
// BUGS.

struct TimeWaitCase : Case {
  Binding before;
  Binding after;
  std::error_code expected;
};

class PortInTimeWait : public OneHost, public ::testing::WithParamInterface<TimeWaitCase> {};

TEST_P(PortInTimeWait, IsWhatTheTableSays) {
  const auto result = host().run([] {
    leave_in_time_wait(GetParam().before, tcp(80));
    return bind_plainly(GetParam().after, tcp(80)).result;
  });

  EXPECT_EQ(result, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    ReuseAddress, PortInTimeWait,
    Values(TimeWaitCase{{"Neither"},
                        listening("127.0.0.1", no_reuse),
                        listening("127.0.0.1", no_reuse),
                        in_use},
           TimeWaitCase{{"OnlyBefore"},
                        listening("127.0.0.1", reuse),
                        listening("127.0.0.1", no_reuse),
                        in_use},
           TimeWaitCase{{"OnlyAfter"},
                        listening("127.0.0.1", no_reuse),
                        listening("127.0.0.1", reuse),
                        in_use},
           TimeWaitCase{
               {"Both"}, listening("127.0.0.1", reuse), listening("127.0.0.1", reuse), success},
           TimeWaitCase{{"BothOnTheWildcard"},
                        listening("127.0.0.1", reuse),
                        listening("0.0.0.0", reuse),
                        success}),
    case_name);

// bind(2) promises EADDRNOTAVAIL for an address that is not the node's. As long as a namespace has
// never had an IPv4 address, not even 127.0.0.1, it has no table of them, and every address passes
// (__inet_dev_addr_type() in net/ipv4/fib_frontend.c answers RTN_BROADCAST).
class PortOfAForeignAddress : public NetworkTest {
 protected:
  const NodeId host = topology.add_host("host");
  const NodeId bare = topology.add_host("bare", {.loopback_up = false});

  std::error_code bind_in(NodeId id) {
    return node(id).run([] { return bind_plainly({"192.0.2.1"}, tcp(80)).result; });
  }
};

TEST_F(PortOfAForeignAddress, IsRefusedInANodeThatHasAddresses) {
  EXPECT_EQ(bind_in(host), std::make_error_code(std::errc::address_not_available));
}

TEST_F(PortOfAForeignAddress, IsGrantedInANodeThatNeverHadAnAddress) {
  EXPECT_EQ(bind_in(bare), success);
}

}  // namespace
}  // namespace netrig
