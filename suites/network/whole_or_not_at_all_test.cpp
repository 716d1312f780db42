// A network is built whole or not at all: wherever the building ends, nothing is left of it.
#include <netrig/gtest.hpp>

#include <linux/rtnetlink.h>

#include <thread>

#include "case.hpp"
#include "namespace_test.hpp"
#include "netlink/queries.hpp"
#include "netns/home.hpp"
#include "process/descriptors.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Eq;
using ::testing::Field;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

std::size_t threads() {
  const std::filesystem::directory_iterator all("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// Those that this program's namespace knows and that are still there at the deadline.
std::vector<int> namespaces_left(Deadline deadline) {
  netlink::Socket asking, listening;
  listening.join(RTNLGRP_NSID);
  const auto known = netlink::lowest_nsids(asking, "the test program");
  return known.empty() ? known : wait_for_removal(listening, known, deadline);
}

// What is left of an attempt to build.
struct Remains {
  std::size_t descriptors;
  std::size_t threads;  ///< a thread that was joined may be listed for a moment
  std::size_t namespaces;
  bool operator==(const Remains&) const = default;
};

void PrintTo(const Remains& left, std::ostream* os) {
  *os << left.descriptors << " descriptors, " << left.threads << " threads and " << left.namespaces
      << " namespaces left";
}

class Attempt {
 public:
  Remains remains(Deadline deadline = Deadline::in(kernel_patience)) const {
    while (threads() > threads_ && !deadline.passed()) std::this_thread::yield();
    const auto descriptors = open_descriptors() - descriptors_;
    return {descriptors, threads() - threads_, namespaces_left(deadline).size()};
  }

 private:
  std::size_t descriptors_ = open_descriptors(), threads_ = threads();
};

constexpr Remains nothing{0, 0, 0};

// client -- lan -- router -- server
struct Office {
  Topology topology;
  NodeId client = topology.add_host("client"), lan = topology.add_switch("lan"),
         router = topology.add_router("router"), server = topology.add_host("server");
  Office() {
    topology.connect(client, lan, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(router, lan, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(router, server, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
};

struct Failure {
  std::error_code code;
  Remains left;
};

void PrintTo(const Failure& failure, std::ostream* os) {
  *os << failure.code.message() << ", with ";
  PrintTo(failure.left, os);
}

// Builds with one more descriptor each time, until it succeeds or something is left.
std::vector<Failure> build_with_ever_more_descriptors(const Topology& topology) {
  std::vector<Failure> failures;
  for (std::size_t limit = 0;; ++limit) {
    const Attempt attempt;
    std::error_code code;
    try {
      const DescriptorLimit few(limit);
      const Network network(topology);
      return failures;
    } catch (const std::system_error& error) {
      code = error.code();
    }
    failures.push_back({code, attempt.remains()});
    if (failures.back().left != nothing) return failures;
  }
}

class WholeOrNotAtAll : public NamespaceTest {};

TEST_F(WholeOrNotAtAll, WhicheverDescriptorIsMissing) {
  const auto failures = build_with_ever_more_descriptors(Office().topology);

  EXPECT_THAT(failures, AllOf(SizeIs(Gt(10U)),
                              Each(AllOf(Field(&Failure::code, Eq(std::errc::too_many_files_open)),
                                         Field(&Failure::left, nothing)))));
}

// What a description cannot know, and the kernel refuses: in each phase of the building.
struct RefusalCase : Case {
  void (*ask_for_it)(Office&);
  const char* error;
};

class RefusedByTheKernel : public NamespaceTest,
                           public ::testing::WithParamInterface<RefusalCase> {};

TEST_P(RefusedByTheKernel, LeavesNothingAndIsNamed) {
  Office office;
  GetParam().ask_for_it(office);
  const Attempt attempt;

  EXPECT_THAT([&] { Network{office.topology}; }, ::testing::ThrowsMessage<Error>(GetParam().error));

  EXPECT_EQ(attempt.remains(), nothing);
}

INSTANTIATE_TEST_SUITE_P(
    Phases, RefusedByTheKernel,
    ::testing::Values(
        RefusalCase{{"ASysctlOfAnInterface"},
                    [](Office& office) {
                      office.topology.set_sysctl(office.server, "net.ipv4.conf.eth0.rp_filter",
                                                 "many");
                    },
                    "cannot set sysctl net.ipv4.conf.eth0.rp_filter to many in 'server': Invalid "
                    "argument"},
        RefusalCase{
            {"ARouteOfTheLastNode"},
            [](Office& office) {
              office.topology.add_route(
                  office.server,
                  {.destination = "2001:db8::/32", .via = "fe80::1", .interface = "lo"});
            },
            "cannot add route 2001:db8::/32 via fe80::1 dev lo in 'server': Invalid argument "
            "(kernel: Egress device can not be loopback device for this route)"}),
    case_name);

// The meter, shown that it is not blind.
TEST_F(WholeOrNotAtAll, IsNotSaidOfANetworkThatIsThere) {
  ASSERT_THAT(namespaces_left(Deadline::in(kernel_patience)), IsEmpty());
  const Attempt attempt;

  const Network network(Office().topology);
  network.node("client").run([] {});
  const auto remains = attempt.remains(Deadline::in(std::chrono::milliseconds(50)));

  EXPECT_EQ(remains.threads, 1U);
  EXPECT_EQ(remains.namespaces, 4U);
  EXPECT_GT(remains.descriptors, 4U);
}

}  // namespace
}  // namespace netrig
