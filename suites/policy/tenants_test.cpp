// Two tenants behind one provider: neither reaches the other, both reach what they share.
//
//   a1 and a2 -- red -- provider -- b1
//                           |
//                          dns
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::Not;

class PolicyOfTenants : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId provider = topology.add_router("provider");
  const NodeId red = topology.add_switch("red");
  const NodeId a1 = topology.add_host("a1"), a2 = topology.add_host("a2");
  const NodeId b1 = topology.add_host("b1"), dns = topology.add_host("dns");
  std::vector<Service> services;

  PolicyOfTenants() {
    const Prefix of_red = either("10.1.0.0/16", "2001:db8:1::/64");
    topology.connect({provider, "red"}, red, of_red);
    topology.connect(a1, red, of_red);
    topology.connect(a2, red, of_red);
    topology.connect({provider, "blue"}, b1, Prefix(either("10.2.0.0/16", "2001:db8:2::/64")));
    topology.connect({provider, "shared"}, dns, Prefix(either("10.3.0.0/16", "2001:db8:3::/64")));
    topology.configure(provider, nftables_text(R"(
      table inet tenants {
        chain forward {
          type filter hook forward priority filter; policy accept;
          ct state established,related accept
          iifname "red" oifname "blue" reject with icmpx admin-prohibited
          iifname "blue" oifname "red" reject with icmpx admin-prohibited
        }
      })"));
  }
  void network_ready() override {
    for (const auto id : {a1, a2, b1}) services.push_back(node(id).serve(tcp(22)));
    services.push_back(node(dns).serve(udp(53)));
  }
  ReachabilityMatrix measured() { return measure(network(), {.patience = short_patience}); }
};
INSTANTIATE_TEST_SUITE_P(Families, PolicyOfTenants, both_families, family_name);

const auto apart = Policy::parse(R"(
  group tenant-a: a1 a2
  group tenant-b: b1

  everyone reaches everyone
  tenant-a reaches no one in tenant-b
  tenant-b reaches no one in tenant-a
)");

TEST_P(PolicyOfTenants, IsThatTheyReachNoOneInTheOther) {
  EXPECT_THAT(measured(), Satisfies(apart));
}

TEST_P(PolicyOfTenants, IsBrokenByAHole) {
  node(provider).configure(nftables_text(
      "insert rule inet tenants forward iifname \"red\" tcp dport 22 accept comment \"hole\""));

  const auto broken = violations(apart, measured());

  std::vector<std::string> cells;
  for (const auto& each : broken) cells.push_back(each.from + " -> " + each.to);
  EXPECT_THAT(cells, ::testing::ElementsAre("a1 -> b1:22/tcp", "a2 -> b1:22/tcp"));
}

TEST_P(PolicyOfTenants, MayHaveExceptions) {
  node(provider).configure(nftables_text(
      "insert rule inet tenants forward iifname \"red\" tcp dport 22 accept comment \"support\""));

  EXPECT_THAT(measured(), Satisfies(Policy::parse(to_string(apart) + R"(
    tenant-a reaches tenant-b:22/tcp
  )")));
}

}  // namespace
}  // namespace netrig
