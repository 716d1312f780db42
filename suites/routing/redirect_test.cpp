// ICMP redirect: a router that sends a packet back into the network that it came from tells the
// host of the better gateway.
//
//   host ─┐
//   near ─┼─ lan      the host's default route is by 'near', whose own way to the server is by
//   'far' far  ─┘
//    └──── server
#include <algorithm>

#include "routed.hpp"

namespace netrig {
namespace {

class Redirects : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan");
  const NodeId host = topology.add_host("host", {.routing = Routing::given});
  const NodeId near = topology.add_router("near", {.routing = Routing::given});
  const NodeId far = topology.add_router("far", {.routing = Routing::given});
  const NodeId server = topology.add_host("server");

  const Prefix clients = either("192.0.2.0/24", "2001:db8:1::/64");
  const IpAddress address_of_server = either("198.51.100.80", "2001:db8:2::80");

  Redirects() {
    topology.connect(lan, {host, {"192.0.2.2/24", "2001:db8:1::2/64"}});
    topology.connect(lan, {near, {"192.0.2.3/24", "2001:db8:1::3/64"}});
    topology.connect(lan, {far, {"192.0.2.4/24", "2001:db8:1::4/64"}});
    topology.connect({far, {"198.51.100.1/24", "2001:db8:2::1/64"}},
                     {server, {"198.51.100.80/24", "2001:db8:2::80/64"}});
    topology.configure(near, nftables_text(R"(
      table inet redirects {
        chain output {
          type filter hook output priority filter; policy accept;
          icmp type redirect counter comment "IPv4"
          icmpv6 type nd-redirect counter comment "IPv6"
        }
      }
    )"));
  }
  // IPv6 hosts know their routers by link-local addresses, and a redirect is from one to another.
  void network_ready() override {
    node(host).add_route(by(near));
    node(near).add_route(by(far));
    // A host that has yet to ask who the better gateway is lets the first redirect pass.
    ASSERT_THAT(node(host).resolve_neighbour(on_lan(address_of(far))), Reached());
  }

  IpAddress address_of(NodeId router) {
    if (family == Family::ipv4) return router == near ? "192.0.2.3" : "192.0.2.4";
    const auto all = node(router).interface("eth0").addresses();
    const auto local = std::ranges::find_if(all, &AddressInfo::is_link_local);
    return local->address.address();
  }
  // A link-local address needs the interface's number to be asked for.
  IpAddress on_lan(const IpAddress& address) {
    if (family == Family::ipv4) return address;
    auto local = address.to_v6();
    local.scope_id(static_cast<unsigned long>(node(host).interface("eth0").index()));
    return local;
  }
  Route by(NodeId router) {
    auto route = Route::default_via(address_of(router));
    route.interface = "eth0";
    return route;
  }
  IpAddress gateway_of_host() {
    return node(host).look_up({.destination = address_of_server}).next_hop();
  }
  auto HasSent(std::uint64_t redirects) {
    return HasRule(to_string(family), HasCounted(redirects));
  }
  Ruleset rules() { return nftables_ruleset(node(near)); }
};
INSTANTIATE_TEST_SUITE_P(Families, Redirects, both_families, family_name);

TEST_P(Redirects, TeachTheHostTheBetterGateway) {
  ASSERT_EQ(gateway_of_host(), address_of(near));

  EXPECT_THAT(node(host).ping(address_of_server), Reached());

  EXPECT_EQ(gateway_of_host(), address_of(far));
  EXPECT_THAT(rules(), HasSent(1));
}

TEST_P(Redirects, AreFollowedByTheNextPacket) {
  const auto before = network().path(host, address_of_server);
  const auto after = network().path(host, address_of_server);

  EXPECT_THAT(before.by_ttl.hops.size(), 3U);
  EXPECT_THAT(after, Takes(far, server));
}

TEST_P(Redirects, AreOfOneDestinationOnly) {
  const IpAddress other = either("198.51.100.1", "2001:db8:2::1");

  EXPECT_THAT(node(host).ping(address_of_server), Reached());

  EXPECT_EQ(node(host).look_up({.destination = other}).next_hop(), address_of(near));
}

TEST_P(Redirects, LeaveTheRoutesAsTheyAre) {
  EXPECT_THAT(node(host).ping(address_of_server), Reached());

  EXPECT_THAT(node(host).routes(), HasRoute(by(near)));
}

TEST_P(Redirects, AreNotHeardByAHostThatDoesNotAcceptThem) {
  const auto* protocol = either<const char*>("ipv4", "ipv6");
  node(host).set_sysctl(fmt::format("net.{}.conf.all.accept_redirects", protocol), "0");
  node(host).set_sysctl(fmt::format("net.{}.conf.eth0.accept_redirects", protocol), "0");

  EXPECT_THAT(node(host).ping(address_of_server), Reached());

  EXPECT_EQ(gateway_of_host(), address_of(near));
  EXPECT_THAT(rules(), HasSent(1));
}

// IPv6 has no send_redirects: its routers must send them (RFC 4861 section 8.2).
class RedirectsOverIpv4 : public Redirects {};
INSTANTIATE_TEST_SUITE_P(Ipv4, RedirectsOverIpv4, ::testing::Values(Family::ipv4), family_name);

TEST_P(RedirectsOverIpv4, AreNotSentByARouterThatIsToldSo) {
  node(near).set_sysctl("net.ipv4.conf.all.send_redirects", "0");
  node(near).set_sysctl("net.ipv4.conf.eth0.send_redirects", "0");

  EXPECT_THAT(node(host).ping(address_of_server), Reached());

  EXPECT_EQ(gateway_of_host(), address_of(near));
  EXPECT_THAT(rules(), HasSent(0));
}

TEST_P(Redirects, AreNotSentToANodeOfAnotherNetwork) {
  EXPECT_THAT(node(server).ping(node(host).address_of(server, family)), Reached());

  EXPECT_THAT(rules(), HasSent(0));
}

}  // namespace
}  // namespace netrig
