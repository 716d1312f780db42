// Containers of one host, each at a cable of its own: the host routes, and its ruleset keeps them
// from each other, from the host itself, and from what the host can reach.
//
//   red  192.0.2.2/26  ── veth-red  ┐
//                                   │ host eth0 ── server 198.51.100.2/24
//   blue 192.0.2.66/26 ── veth-blue ┘
#include <gmock/gmock.h>

#include "families.hpp"
#include "netrig/gtest.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::IsEmpty;

constexpr auto isolation = R"(
  table inet containers {
    chain forward {
      type filter hook forward priority filter; policy drop;
      ct state established,related accept
      iifname "veth-*" oifname "veth-*" counter drop comment "container to container"
      iifname "veth-*" oifname "eth0" accept
      counter comment "unasked"
    }
    chain input {
      type filter hook input priority filter; policy accept;
      iifname "veth-*" ct state established,related accept
      iifname "veth-*" icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
      iifname "veth-*" udp dport 53 accept
      iifname "veth-*" counter drop comment "container to host"
    }
  })";

class ContainersOnAHost : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId host = topology.add_router("host");
  const NodeId red = topology.add_host("red"), blue = topology.add_host("blue");
  const NodeId server = topology.add_host("server");

  ContainersOnAHost() {
    topology.connect({host, "veth-red"}, red, {"192.0.2.0/26", "2001:db8:1::/64"});
    topology.connect({host, "veth-blue"}, blue, {"192.0.2.64/26", "2001:db8:2::/64"});
    topology.connect({host, "eth0"}, server, {"198.51.100.0/24", "2001:db8:3::/64"});
    topology.configure(host, nftables_text(isolation));
  }
  Outcome connect(NodeId from, NodeId to, std::uint16_t port) {
    return connect(from, node(from).address_of(to, GetParam()), port);
  }
  Outcome connect(NodeId from, const IpAddress& target, std::uint16_t port) {
    return node(from).ask(TcpProbe{.target = {target, tcp(port)}, .patience = short_patience});
  }
  Ruleset::Rule rule(std::string_view comment) {
    return nftables_ruleset(node(host)).rule(comment);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, ContainersOnAHost, both_families, family_name);

TEST_P(ContainersOnAHost, DoNotReachEachOther) {
  const auto database = node(blue).serve(tcp(5432));

  EXPECT_THAT(connect(red, blue, 5432), Dropped());

  EXPECT_THAT(database.callers(), IsEmpty());
  EXPECT_THAT(rule("container to container"), HasCounted(1));
}

TEST_P(ContainersOnAHost, AreKeptApartByThatRule) {
  const auto database = node(blue).serve(tcp(5432));
  node(host).configure(nftables_text(R"(
    insert rule inet containers forward iifname "veth-red" oifname "veth-blue" accept)"));

  EXPECT_THAT(connect(red, blue, 5432), Reached());
}

TEST_P(ContainersOnAHost, ReachWhatIsOutside) {
  const auto site = node(server).serve(tcp(80));

  EXPECT_THAT(connect(red, server, 80), Reached());
  EXPECT_THAT(connect(blue, server, 80), Reached());
}

TEST_P(ContainersOnAHost, AreNotReachedFromOutside) {
  const auto database = node(blue).serve(tcp(5432));

  EXPECT_THAT(connect(server, blue, 5432), Dropped());

  EXPECT_THAT(rule("unasked"), HasCounted(1));
}

TEST_P(ContainersOnAHost, ReachNoServiceOfTheirHostButItsResolver) {
  const auto daemon = node(host).serve(tcp(2375));
  const auto resolver = node(host).serve(udp(53));

  EXPECT_THAT(connect(red, host, 2375), Dropped());
  EXPECT_THAT(node(red).exchange(resolver, GetParam()), Reached());

  EXPECT_THAT(daemon.callers(), IsEmpty());
  EXPECT_THAT(rule("container to host"), HasCounted(1));
}

// Not at its other addresses either: an address belongs to the host, not to the interface.
TEST_P(ContainersOnAHost, ReachTheirHostUnderNoneOfItsAddresses) {
  const auto daemon = node(host).serve(tcp(2375));

  EXPECT_THAT(connect(red, node(server).address_of(host, GetParam()), 2375), Dropped());
  EXPECT_THAT(connect(red, node(blue).address_of(host, GetParam()), 2375), Dropped());

  EXPECT_THAT(daemon.callers(), IsEmpty());
  EXPECT_THAT(rule("container to host"), HasCounted(2));
}

TEST_P(ContainersOnAHost, AreReachedByTheirHost) {
  const auto site = node(red).serve(tcp(80));

  EXPECT_THAT(connect(host, red, 80), Reached());
}

}  // namespace
}  // namespace netrig
