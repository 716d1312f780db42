// What a failing test of a user says, in full.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "sample_run.hpp"

namespace netrig {
namespace {

struct ReportCase {
  const char* test;    ///< of the sample
  const char* report;  ///< behind a line break
};

std::ostream& operator<<(std::ostream& os, const ReportCase& row) {
  return os << row.test;
}

constexpr ReportCase reports[] = {
    // GoogleTest itself, also from within a node.
    {"Plain.Fails", R"(
sample.cpp:#: Failure
Expected equality of these values:
  1 + 1
    Which is: 2
  3
)"},
    {"Plain.Throws", R"(
unknown file: Failure
C++ exception with description "out of the test" thrown in the test body.
)"},
    {"Pair.IsExpectedToBeSilent", R"(
sample.cpp:#: Failure
Value of: node(client).ping(server)
Expected: is silent
  Actual: client -> 10.0.0.2 icmp echo: reached after # ms
)"},
    {"Pair.ExpectsInANode", R"(
sample.cpp:#: Failure
Expected equality of these values:
  1 + 1
    Which is: 2
  3
in the node
)"},
    {"Pair.AssertsInANode", R"(
sample.cpp:#: Failure
Expected equality of these values:
  1 + 1
    Which is: 2
  3
in the node
sample.cpp:#: Failure
Failed
behind the lambda
)"},
    {"Pair.ThrowsInANode", R"(
unknown file: Failure
C++ exception with description "out of the node" thrown in the test body.
)"},
    // What is described wrongly, or used too early.
    {"NamedTwice.DoesNotBegin", R"(
unknown file: Failure
C++ exception with description "a node 'client' exists already; names are unique" thrown in the test fixture's constructor.
)"},
    {"TooManyForItsPrefix.DoesNotBegin", R"(
unknown file: Failure
C++ exception with description "10.0.0.0/30 is full: it has 2 addresses for hosts and the segment of 'hub' has 3 members" thrown in SetUp().
)"},
    {"UsedTooEarly.DoesNotBegin", R"(
unknown file: Failure
C++ exception with description "there is no network yet: the fixture's constructor describes it, SetUp builds it; use it in network_ready() or in the test" thrown in the test fixture's constructor.
)"},
    // Verdicts.
    {"Perimeter.IsRefused", R"(
sample.cpp:#: Failure
Value of: node(client).connect("10.0.2.2:80/tcp")
Expected: is reached
  Actual: client -> 10.0.2.2:80/tcp: refused after # ms
            nobody listens on 10.0.2.2:80/tcp in 'server'
)"},
    {"Perimeter.IsRejected", R"(
sample.cpp:#: Failure
Value of: node(client).connect("10.0.9.1:80/tcp")
Expected: is reached
  Actual: client -> 10.0.9.1:80/tcp: rejected after # ms
            ICMP administratively prohibited (type 3, code 13) from 10.0.1.1
            dropped at router
              prohibit 10.0.9.1 by prohibit 10.0.9.0/24
              10.0.1.2:# -> 10.0.9.1:80/tcp, came in on eth0
)"},
    {"Perimeter.IsRejectedBySomeoneElse", R"(
sample.cpp:#: Failure
Value of: node(client).connect("10.0.9.1:80/tcp")
Expected: is rejected by 'server'
  Actual: client -> 10.0.9.1:80/tcp: rejected after # ms
            ICMP administratively prohibited (type 3, code 13) from 10.0.1.1
            dropped at router
              prohibit 10.0.9.1 by prohibit 10.0.9.0/24
              10.0.1.2:# -> 10.0.9.1:80/tcp, came in on eth0
)"},
    {"Perimeter.IsReached", R"(
sample.cpp:#: Failure
Value of: node(client).connect(web)
Expected: is not reached
  Actual: client -> 10.0.2.2:80/tcp: reached after # ms
)"},
    {"Perimeter.IsCutInTheMiddle", R"(
sample.cpp:#: Failure
Value of: node(client).ping(server)
Expected: is reached
  Actual: client -> 10.0.2.2 icmp echo: no route after # ms
            ICMP network unreachable (type 3, code 0) from 10.0.1.1
            dropped at router
              no route to 10.0.2.2
              10.0.1.2 -> 10.0.2.2 icmp echo request, came in on eth0
)"},
    {"Perimeter.IsNotResolved", R"(
sample.cpp:#: Failure
Value of: node(client).ping("10.0.1.9")
Expected: is reached
  Actual: client -> 10.0.1.9 icmp echo: unresolved after # ms
            ICMP host unreachable (type 3, code 1) from 10.0.1.2
            dropped at client
              nobody on eth0 answers ARP for 10.0.1.9
              10.0.1.2 -> 10.0.1.9 icmp echo request
)"},
    {"Perimeter.IsSilent", R"(
sample.cpp:#: Failure
Value of: node(client).ask(EchoProbe{.target = "10.0.2.2", .patience = brief})
Expected: is reached
  Actual: client -> 10.0.2.2 icmp echo: silent after # ms
            nothing was seen to drop it: no rule of nftables, and the routes lead to 'server' and back
)"},
    {"Perimeter.IsDropped", R"(
sample.cpp:#: Failure
Value of: node(client).ask(EchoProbe{.target = "10.0.8.1", .patience = brief})
Expected: is reached
  Actual: client -> 10.0.8.1 icmp echo: dropped after # ms
            dropped at router
              blackhole 10.0.8.1 by blackhole 10.0.8.0/24
              10.0.1.2 -> 10.0.8.1 icmp echo request, came in on eth0
)"},
    {"Perimeter.LosesEchoRequests", R"(
sample.cpp:#: Failure
Value of: node(client).ask(probe)
Expected: has every echo request answered
  Actual: client -> 10.0.8.1 icmp echo: dropped after # ms
            dropped at router
              blackhole 10.0.8.1 by blackhole 10.0.8.0/24
              10.0.1.2 -> 10.0.8.1 icmp echo request, came in on eth0
            0 of 3 answered
)"},
    {"Perimeter.TakesTooLong", R"(
sample.cpp:#: Failure
Value of: node(client).ping(server)
Expected: is reached within # ms
  Actual: client -> 10.0.2.2 icmp echo: reached after # ms, whose round trip took # ms
)"},
    {"Perimeter.AnswersSomethingElse", R"(
sample.cpp:#: Failure
Value of: node(client).ask(TcpProbe{.target = "10.0.2.2:25/tcp", .expect = "250 "})
Expected: is reached
  Actual: client -> 10.0.2.2:25/tcp: unexpected after # ms
            expected "250 ", received "220 mx.example\r\n"
)"},
    // What a node sees.
    {"Perimeter.HasNoRoute", R"(
sample.cpp:#: Failure
Value of: node(client).routes()
Expected: lists the route default via 10.0.1.9
  Actual: { default via 10.0.1.1 dev eth0,
            10.0.1.0/24 dev eth0 src 10.0.1.2,
            fe80::/64 dev eth0 metric 256 }
)"},
    {"Perimeter.HasARouteTooMany", R"(
sample.cpp:#: Failure
Value of: node(client).routes()
Expected: does not list a route to 0.0.0.0/0
  Actual: { default via 10.0.1.1 dev eth0,
            10.0.1.0/24 dev eth0 src 10.0.1.2,
            fe80::/64 dev eth0 metric 256 }, which has default via 10.0.1.1 dev eth0
)"},
    {"Perimeter.HasNoSuchInterface", R"(
sample.cpp:#: Failure
Value of: node(client).interfaces()
Expected: lists the interface 'eth1'
  Actual: { 1: lo <UP,LOWER_UP> mtu 65536 state UNKNOWN alias netrig Perimeter.HasNoSuchInterface/client,
            16: eth0@if17 <UP,LOWER_UP> mtu 1500 state UP veth # }
)"},
    {"Perimeter.ListensOnNothing", R"(
sample.cpp:#: Failure
Value of: node(server).listening_sockets()
Expected: lists a socket on 80/tcp
  Actual: {}
)"},
    {"Perimeter.ListensOnTooMuch", R"(
sample.cpp:#: Failure
Value of: node(server).listening_sockets()
Expected: does not list a socket on 80/tcp
  Actual: { [::]:80/tcp users:(("gtest_sample",pid=#,fd=#)) }
)"},
    {"Perimeter.IsDescribedTooLate", R"(
network_test.cpp:#: Failure
Failed
the fixture's topology was changed after the network had been built from it, which changes nothing: describe in the constructor, or change the running network: node(id).set_sysctl(), configure(), add_route(), link(id).down()
)"},
    {"Perimeter.HasPortConflicts", R"(
sample.cpp:#: Failure
Value of: network()
Expected: has 80/tcp and 53/udp free in every node at once
  Actual: a network of 3 nodes, in which
          53/udp is taken in 'router': [::]:53/udp users:(("gtest_sample",pid=#,fd=#))
          80/tcp is taken in 'server': [::]:80/tcp users:(("gtest_sample",pid=#,fd=#))
)"},
};

class Report : public Sample, public ::testing::WithParamInterface<ReportCase> {};

TEST_P(Report, ReadsAs) {
  const auto run = run_sample({std::string("--gtest_filter=") + GetParam().test});

  EXPECT_EQ(run.how, "exited with 1");
  EXPECT_EQ("\n" + report_of(GetParam().test, run), GetParam().report);
}

INSTANTIATE_TEST_SUITE_P(Of, Report, ::testing::ValuesIn(reports), [](const auto& row) {
  std::string name = row.param.test;
  std::erase(name, '.');
  return name;
});

}  // namespace
}  // namespace netrig
