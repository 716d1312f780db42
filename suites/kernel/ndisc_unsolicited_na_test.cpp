// After ndisc_unsolicited_na_test.sh: a router that learns a neighbour from an advertisement that
// it has not asked for (RFC 9131). What was called accept_unsolicited_na is accept_untracked_na
// since Linux 5.19.
#include <netrig/gtest.hpp>
#include <netrig/gtest/ruleset_matchers.hpp>
#include <netrig/nftables.hpp>

#include "case.hpp"
#include "eventually.hpp"
#include "netrig/fixtures/two_hosts.hpp"
#include "sockets/raw_packets.hpp"

namespace netrig {
namespace {

using ::testing::Not;
using ::testing::Values;

struct Settings : Case {
  const char* drop;        ///< net.ipv6.conf.*.drop_unsolicited_na
  const char* accept;      ///< net.ipv6.conf.*.accept_untracked_na
  const char* forwarding;  ///< net.ipv6.conf.*.forwarding
};

class UnsolicitedAdvertisement : public TwoHosts, public ::testing::WithParamInterface<Settings> {
 protected:
  const IpAddress announced = "2001:db8::1";

  UnsolicitedAdvertisement() {
    topology.set_sysctl(server, "net.ipv6.conf.eth0.drop_unsolicited_na", GetParam().drop);
    topology.set_sysctl(server, "net.ipv6.conf.eth0.accept_untracked_na", GetParam().accept);
    topology.set_sysctl(server, "net.ipv6.conf.eth0.forwarding", GetParam().forwarding);
    topology.configure(server, nftables_text(R"(
      table ip6 filter {
        chain input {
          type filter hook input priority filter; policy accept
          ip6 saddr 2001:db8::1 icmpv6 type nd-neighbor-advert counter comment "advertised"
        }
      }
    )"));
  }
  /// Once more than needed: when the second one has come in, the first one has been dealt with.
  void announce() {
    const auto eth0 = node(client).interface("eth0");
    const auto mac = eth0.info().mac;
    node(client).run([&] {
      advertise(announced, mac, eth0.index());
      advertise(announced, mac, eth0.index());
    });
    await("two advertisements", [this] { return advertised().counter->packets == 2; });
  }
  Ruleset::Rule advertised() { return nftables_ruleset(node(server)).rule("advertised"); }
};

class AcceptedAdvertisement : public UnsolicitedAdvertisement {};
INSTANTIATE_TEST_SUITE_P(Settings, AcceptedAdvertisement,
                         Values(Settings{{"ByARouterThatAccepts"}, "0", "1", "1"}), case_name);

TEST_P(AcceptedAdvertisement, MakesAStaleEntry) {
  ASSERT_THAT(node(server).neighbours(), Not(HasNeighbour(announced)));

  announce();

  EXPECT_THAT(node(server).neighbours(), HasNeighbour(announced, NeighbourState::stale));
}

class IgnoredAdvertisement : public UnsolicitedAdvertisement {};
INSTANTIATE_TEST_SUITE_P(Settings, IgnoredAdvertisement,
                         Values(Settings{{"ByAHost"}, "0", "0", "0"},
                                Settings{{"ByARouter"}, "0", "0", "1"},
                                Settings{{"ByAHostThatAccepts"}, "0", "1", "0"},
                                Settings{{"ByAHostThatDrops"}, "1", "0", "0"},
                                Settings{{"ByARouterThatDrops"}, "1", "0", "1"},
                                Settings{{"ByAHostThatDropsAndAccepts"}, "1", "1", "0"},
                                Settings{{"ByARouterThatDropsAndAccepts"}, "1", "1", "1"}),
                         case_name);

TEST_P(IgnoredAdvertisement, MakesNoEntry) {
  announce();

  EXPECT_THAT(advertised(), HasCounted(2));
  EXPECT_THAT(node(server).neighbours(), Not(HasNeighbour(announced)));
}

}  // namespace
}  // namespace netrig
