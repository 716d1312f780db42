// Routers that find their ways themselves: what is there at first, what becomes of it when a way
// fails, and how long that takes.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <netrig/gtest.hpp>

#include "bgp.hpp"
#include "case.hpp"
#include "failover.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Lt;
using ::testing::Matches;
using ::testing::Truly;
using ::testing::Values;

class InTriangle : public NetworkTest {
 protected:
  ~InTriangle() override {
    if (!HasFailure()) return;
    for (const auto& daemon : daemons)
      fmt::print("{} of '{}' said:\n{}\n", daemon.program(), daemon.node(), daemon.errors());
  }

  const Triangle triangle = add_triangle(topology);
  std::vector<Process> daemons;

  /// From the client to the server, in both families.
  std::vector<Path> ways() {
    return {network().path(triangle.client, node(triangle.client).address_of(triangle.server)),
            network().path(triangle.client,
                           node(triangle.client).address_of(triangle.server, Family::ipv6))};
  }
};

struct Protocol : Case {
  std::vector<Process> (*start)(const Network&, const Triangle&);
};

class Convergence : public InTriangle, public ::testing::WithParamInterface<Protocol> {
 protected:
  void network_ready() override {
    daemons = GetParam().start(network(), triangle);
    wait_until_converged(network(), triangle);
  }
  /// Prints it as well, and puts it into the report.
  template <class Failure>
  std::array<std::chrono::nanoseconds, 2> time_without_answer(Failure&& failure) {
    const auto taken = netrig::time_without_answer(network(), triangle.client, failure,
                                                   Deadline::in(program_patience));
    const auto ms = [&](std::size_t i) {
      return fmt::format("{:.0f}", std::chrono::duration<double, std::milli>(taken[i]).count());
    };
    fmt::print("{}: first answer over the other way after {} ms (IPv4), {} ms (IPv6)\n",
               GetParam().name, ms(0), ms(1));
    RecordProperty("failover_ipv4_ms", ms(0));
    RecordProperty("failover_ipv6_ms", ms(1));
    return taken;
  }
};
INSTANTIATE_TEST_SUITE_P(Of, Convergence,
                         Values(Protocol{{"Ospf"}, start_ospf},
                                Protocol{{"Bgp"},
                                         [](const Network& network, const Triangle& triangle) {
                                           return start_bgp(network, triangle, "bfd;");
                                         }}),
                         case_name);

TEST_P(Convergence, TakesTheOtherWayWhileALinkIsDown) {
  ASSERT_THAT(ways(), Each(Takes("a", "b", "server")));

  const auto outage = time_without_answer([this] { link(triangle.a_to_switch).down(); });
  wait_for_long_way(network(), triangle);
  EXPECT_THAT(ways(), Each(Takes("a", "c", "b", "server")));
  EXPECT_THAT(outage, Each(Lt(20s)));

  link(triangle.a_to_switch).up();
  wait_until_converged(network(), triangle);
  EXPECT_THAT(ways(), Each(Takes("a", "b", "server")));
}

// Neither router has lost a carrier: it is BFD that tells them.
TEST_P(Convergence, TakesTheOtherWayWhenTheFarEndIsSilent) {
  const auto outage = time_without_answer([this] { link(triangle.between_switches).down(); });
  wait_for_long_way(network(), triangle);

  EXPECT_TRUE(node(triangle.a).interface("to-b").info().has_carrier);
  EXPECT_NO_THROW(daemons.front().wait_for_output("bfd1: Session to 10.0.3.2 expired"));
  EXPECT_THAT(ways(), Each(Takes("a", "c", "b", "server")));
  EXPECT_THAT(outage, Each(Lt(20s)));
}

// Without BFD.
class BgpAlone : public InTriangle {
 protected:
  void network_ready() override {
    daemons = start_bgp(network(), triangle, "");
    wait_until_converged(network(), triangle);
  }
  const Process& daemon_of_a() const { return daemons.front(); }
};

// For wait_for_routes().
auto none_leads_to(const std::vector<Prefix>& networks) {
  return [&networks](const std::vector<Route>& routes) {
    return std::ranges::none_of(
        networks, [&](const Prefix& network) { return Matches(HasRouteTo(network))(routes); });
  };
}

TEST_F(BgpAlone, TakesTheOtherWayWhenTheHoldTimeIsOver) {
  link(triangle.between_switches).down();
  wait_for_long_way(network(), triangle);

  EXPECT_THAT(ways(), Each(Takes("a", "c", "b", "server")));
}

TEST_F(BgpAlone, TakesItsRoutesAlongWhenItIsStopped) {
  EXPECT_THAT(daemon_of_a().stop(), Succeeded());

  EXPECT_THAT(node(triangle.a).routes(), Truly(none_leads_to(servers)));
  EXPECT_NO_THROW(node(triangle.b).wait_for_routes(none_leads_to(clients)));
  EXPECT_THAT(ways(), Each(EndsAfter("a")));
}

TEST_F(BgpAlone, LeavesItsRoutesBehindWhenItIsKilled) {
  daemon_of_a().signal(SIGKILL);
  EXPECT_THAT(daemon_of_a().wait(), KilledBy(SIGKILL));

  EXPECT_NO_THROW(node(triangle.b).wait_for_routes(none_leads_to(clients)));
  EXPECT_THAT(node(triangle.a).routes(), AllOf(HasRouteTo(servers[0]), HasRouteTo(servers[1])));
}

TEST_F(BgpAlone, GetsNoRoutesBackThatItsLinkHasTaken) {
  daemon_of_a().signal(SIGKILL);
  EXPECT_THAT(daemon_of_a().wait(), KilledBy(SIGKILL));

  link(triangle.a_to_switch).down();
  link(triangle.a_to_switch).up();

  EXPECT_THAT(node(triangle.a).routes(), Truly(none_leads_to(servers)));
}

}  // namespace
}  // namespace netrig
