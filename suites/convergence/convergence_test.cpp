// Routers that find their ways themselves: what is there at first, what becomes of it when a way
// fails, and how long that takes.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>

#include "bgp.hpp"
#include "case.hpp"
#include "failover.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::Lt;
using ::testing::Matches;
using ::testing::Not;
using ::testing::Values;

class InTriangle : public NetworkTest {
 protected:
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
  std::array<std::chrono::nanoseconds, 2> measured_outage() {
    const auto taken =
        time_until_answered(network(), triangle.client, Deadline::in(program_patience));
    const auto ms = [&](std::size_t i) {
      return fmt::format("{:.0f}", std::chrono::duration<double, std::milli>(taken[i]).count());
    };
    fmt::print(
        "{}: from the failure to the first answer over the other way: IPv4 {} ms, IPv6 {} ms\n",
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

  link(triangle.a_to_switch).down();
  const auto outage = measured_outage();
  wait_for_long_way(network(), triangle);
  EXPECT_THAT(ways(), Each(Takes("a", "c", "b", "server")));
  EXPECT_THAT(outage, Each(Lt(20s)));

  link(triangle.a_to_switch).up();
  wait_until_converged(network(), triangle);
  EXPECT_THAT(ways(), Each(Takes("a", "b", "server")));
}

// Neither router has lost a carrier: it is BFD that tells them.
TEST_P(Convergence, TakesTheOtherWayWhenTheFarEndIsSilent) {
  link(triangle.between_switches).down();
  const auto outage = measured_outage();
  wait_for_long_way(network(), triangle);

  EXPECT_THAT(node(triangle.a).interface("to-b").info(), IsUp());
  EXPECT_THAT(ways(), Each(Takes("a", "c", "b", "server")));
  EXPECT_THAT(outage, Each(Lt(20s)));
}

}  // namespace
}  // namespace netrig
