// The way over a wire that several interfaces share: macvlan and ipvlan.
#include <gmock/gmock.h>

#include <netrig/gtest.hpp>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;

// client ── router ── server, and a container that has no interface yet. The router's address on
// the client's wire is that of an interface on its eth0; its eth2 is the wire of 'other'.
class SharedWire : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId client = topology.add_host("client"), router = topology.add_router("router");
  const NodeId server = topology.add_host("server"), other = topology.add_host("other");
  const NodeId container = topology.add_host("container");

  SharedWire() {
    topology.connect({client, {"10.0.0.1/24", "fd00::1/64"}}, router);
    topology.connect(router, server, {"10.0.1.0/24", "fd00:1::/64"});
    topology.connect(router, other);
  }

  void give_router(const InterfaceKind& kind) {
    topology.add_interface(router, {"shared", kind, {"10.0.0.2/24", "fd00::2/64"}});
  }
  // An interface on the wire of `parent`, given to the container.
  void give_container(NodeId owner, const char* parent) {
    const auto moved =
        node(owner).add_interface({"mv9", Macvlan{.parent = parent}}).move_to(container);
    moved.add_address(either("10.0.0.3/24", "fd00::3/64"));
    moved.up();
  }
  IpAddress of_container() { return either("10.0.0.3", "fd00::3"); }
  Path path_to(const IpAddress& target) {
    return network().path(client, EchoProbe{.target = target, .patience = patience});
  }
  Path path_to_server() { return path_to(node(client).address_of(server, family)); }
};

class MacvlanOfARouter : public SharedWire {
 protected:
  MacvlanOfARouter() { give_router(Macvlan{.parent = "eth0"}); }
  // Without it the parent answers ARP for its macvlan as well, and whose answer counts is chance.
  void filter_reverse_paths() {
    node(router).set_sysctl("net.ipv4.conf.eth0.rp_filter", "1");
    node(router).set_sysctl("net.ipv4.conf.shared.rp_filter", "1");
  }
};
INSTANTIATE_TEST_SUITE_P(Families, MacvlanOfARouter, both_families, family_name);

TEST_P(MacvlanOfARouter, IsFoundByItsAddress) {
  EXPECT_THAT(path_to_server(), Takes(router, server));
}

TEST_P(MacvlanOfARouter, IsWhereThePacketComesIn) {
  filter_reverse_paths();
  node(router).add_rule({.to = only(node(client).address_of(server, family)),
                         .incoming_interface = "shared",
                         .action = RuleAction::prohibit});

  const auto path = path_to_server();

  EXPECT_THAT(path, EndsAfter(router));
  EXPECT_THAT(path.by_fib.reason, HasSubstr("iif shared"));
}

TEST_P(MacvlanOfARouter, PassesTheReversePathFilter) {
  filter_reverse_paths();

  EXPECT_THAT(path_to_server(), Takes(router, server));
}

TEST_P(MacvlanOfARouter, MayBelongToAContainer) {
  give_container(router, "eth0");

  EXPECT_THAT(path_to(of_container()), Takes(container));
}

TEST_P(MacvlanOfARouter, IsOnItsParentsWireOnly) {
  give_container(router, "eth2");

  const auto path = path_to(of_container());

  EXPECT_THAT(path, EndsAfter());
  EXPECT_EQ(path.by_fib.reason,
            fmt::format("client: nobody at the other end of eth0 has {}", of_container()));
}

class IpvlanOfARouter : public SharedWire {
 protected:
  IpvlanOfARouter() { give_router(Ipvlan{.parent = "eth0"}); }
};
INSTANTIATE_TEST_SUITE_P(Families, IpvlanOfARouter, both_families, family_name);

TEST_P(IpvlanOfARouter, IsFoundByItsAddress) {
  EXPECT_THAT(path_to_server(), Takes(router, server));
}

}  // namespace
}  // namespace netrig
