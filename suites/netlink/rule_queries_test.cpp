// Routing rules that look at more than a RoutingRule has words for.
#include <gmock/gmock.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <netrig/gtest.hpp>

#include "families.hpp"
#include "netlink/requests.hpp"
#include "netlink/socket.hpp"

namespace netrig::netlink {
namespace {

using ::testing::Contains;
using ::testing::Not;

class RulesWithMore : public NetworkTest, public ::testing::WithParamInterface<Family> {
 protected:
  const Family family = GetParam();
  const NodeId lone = topology.add_host("lone");
  const RoutingRule listed{.priority = 10, .table = 100, .has_more = true, .family = family};

  /// A rule for table 100, and what `fill(message)` puts in beside.
  template <class Fill>
  void add_rule(Fill&& fill) {
    Batch batch("lone");
    Message message =
        batch.add(RTM_NEWRULE, NLM_F_CREATE, [] { return std::string("cannot add a rule"); });
    auto& header = message.put_header<fib_rule_hdr>();
    header.family = family == Family::ipv4 ? AF_INET : AF_INET6;
    header.action = FR_ACT_TO_TBL;
    header.table = 100;
    message.put(FRA_PRIORITY, std::uint32_t{10});
    fill(message);
    node(lone).network_namespace().route_socket().execute(batch);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, RulesWithMore, both_families, family_name);

TEST_P(RulesWithMore, AreListedAsSuch) {
  add_rule([](Message& message) { message.put(FRA_TUN_ID, std::uint64_t{7}); });
  EXPECT_THAT(node(lone).rules(), Contains(listed));

  node(lone).remove_rule({.priority = 10, .table = 100, .family = family});
  EXPECT_THAT(node(lone).rules(), Not(Contains(listed)));

  add_rule([](Message& message) { message.put(FRA_SUPPRESS_IFGROUP, std::uint32_t{7}); });
  EXPECT_THAT(node(lone).rules(), Contains(listed));
}

TEST_P(RulesWithMore, MayLookAtWhatTheHeadersDoNotKnow) {
  constexpr std::uint16_t dscp = 25;
  add_rule([](Message& message) { message.put_u8(dscp, 10); });
  auto on_older_kernels = listed;
  on_older_kernels.has_more = false;
  if (std::ranges::count(node(lone).rules(), on_older_kernels) != 0)
    GTEST_SKIP() << "this kernel has no rules that look at the DSCP (Linux 6.13)";

  EXPECT_THAT(node(lone).rules(), Contains(listed));
}

TEST_P(RulesWithMore, LeaveItOpenWhatForbidsAPacket) {
  const IpAddress target = either(family, "198.51.100.1", "2001:db8::1");
  node(lone).add_route({.destination = Prefix(target, 24), .type = RouteType::prohibit});
  const auto before = node(lone).look_up({.destination = target});
  add_rule([](Message& message) { message.put(FRA_TUN_ID, std::uint64_t{7}); });
  const auto behind = node(lone).look_up({.destination = target});

  EXPECT_EQ(before.type, RouteType::prohibit);
  EXPECT_EQ(behind.error, std::errc::permission_denied);
  EXPECT_EQ(behind.type, std::nullopt);
}

}  // namespace
}  // namespace netrig::netlink
