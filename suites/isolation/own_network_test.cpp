// What a container sees is its own network, and what it does stays there.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "families.hpp"
#include "netrig/fixtures/lan.hpp"
#include "netrig/gtest.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class OwnNetwork : public Lan {};

TEST_F(OwnNetwork, HasNoInterfacesButItsOwn) {
  EXPECT_THAT(node(alice).interfaces(), UnorderedElementsAre(Field(&InterfaceInfo::name, "lo"),
                                                             Field(&InterfaceInfo::name, "eth0")));
  EXPECT_THAT(node(lan).interfaces(), HasInterface("port1"));
}

TEST_F(OwnNetwork, HasNoAddressesOfOthers) {
  EXPECT_THAT(node(alice).addresses(), HasAddress("192.0.2.1/24"));
  EXPECT_THAT(node(alice).addresses(), Not(HasAddress("192.0.2.2/24")));
  EXPECT_THAT(node(bob).addresses(), Not(HasAddress("192.0.2.1/24")));
}

TEST_F(OwnNetwork, HasNoRoutesAndNoRulesOfOthers) {
  node(bob).add_route({.destination = "203.0.113.0/24", .via = "192.0.2.3"});
  node(bob).add_rule({.priority = 100, .mark = 7, .table = 100});

  EXPECT_THAT(node(bob).routes(), HasRouteTo("203.0.113.0/24"));
  EXPECT_THAT(node(alice).routes(), Not(HasRouteTo("203.0.113.0/24")));
  EXPECT_THAT(node(alice).rules(), Not(HasRoutingRule({.mark = 7})));
}

TEST_F(OwnNetwork, HasNoNeighboursOfOthers) {
  EXPECT_THAT(node(bob).ping(carol), Reached());

  EXPECT_THAT(node(bob).neighbours(), HasNeighbour("192.0.2.3"));
  EXPECT_THAT(node(alice).neighbours(), Not(HasNeighbour("192.0.2.3")));
}

TEST_F(OwnNetwork, HasNoSocketsOfOthers) {
  const auto site = node(bob).serve(tcp(8080));

  EXPECT_THAT(node(bob).listening_sockets(), ListensOn(tcp(8080)));
  EXPECT_THAT(node(alice).listening_sockets(), IsEmpty());
}

TEST_F(OwnNetwork, HasAllPortsForItself) {
  const auto of_bob = node(bob).serve(tcp(80)), of_alice = node(alice).serve(tcp(80));

  EXPECT_THAT(node(carol).connect(of_bob), Reached());
  EXPECT_THAT(node(carol).connect(of_alice), Reached());

  EXPECT_THAT(of_bob.callers(), SizeIs(1));
  EXPECT_THAT(of_alice.callers(), SizeIs(1));
}

TEST_F(OwnNetwork, HasARulesetOfItsOwn) {
  node(bob).configure(nftables_text(R"(
    table inet host { chain input { type filter hook input priority filter; policy drop; }; })"));
  const auto at_bob = node(bob).serve(tcp(80)), at_alice = node(alice).serve(tcp(80));
  const auto probe = [](const char* target) {
    return TcpProbe{.target = target, .patience = short_patience};
  };

  EXPECT_THAT(node(carol).ask(probe("192.0.2.2:80/tcp")), Dropped());
  EXPECT_THAT(node(carol).ask(probe("192.0.2.1:80/tcp")), Reached());

  EXPECT_THAT(nftables_ruleset(node(alice)).tables, IsEmpty());
}

TEST_F(OwnNetwork, HasSysctlsOfItsOwn) {
  node(bob).set_sysctl("net.ipv4.ip_default_ttl", "7");

  EXPECT_EQ(node(bob).sysctl("net.ipv4.ip_default_ttl"), "7");
  EXPECT_EQ(node(alice).sysctl("net.ipv4.ip_default_ttl"), "64");
}

TEST_F(OwnNetwork, HasConnectionsOfItsOwn) {
  node(bob).configure(nftables_text(R"(
    table inet host { chain input { type filter hook input priority filter; ct state new; }; })"));
  EXPECT_THAT(node(carol).ping("192.0.2.2"), Reached());

  EXPECT_THAT(node(bob).conntrack(), Tracks({.from = "192.0.2.3", .to = "192.0.2.2"}));
  EXPECT_THAT(node(alice).conntrack(), IsEmpty());
}

class OwnLoopback : public Lan, public OfEachFamily {
 protected:
  static IpAddress loopback() { return either("127.0.0.1", "::1"); }
};
INSTANTIATE_TEST_SUITE_P(Families, OwnLoopback, both_families, family_name);

TEST_P(OwnLoopback, IsNobodyElses) {
  const auto database = node(bob).serve(tcp(5432), {.address = loopback()});
  const Endpoint local{loopback(), tcp(5432)};

  EXPECT_THAT(node(bob).connect(local), Reached());
  EXPECT_THAT(node(alice).connect(local), Refused());
}

TEST_P(OwnLoopback, IsNotReachedThroughTheNetwork) {
  const auto database = node(bob).serve(tcp(5432), {.address = loopback()});

  EXPECT_THAT(node(alice).connect({node(alice).address_of(bob, GetParam()), tcp(5432)}), Refused());

  EXPECT_THAT(database.callers(), IsEmpty());
}

// unix(7): abstract names belong to the network namespace, those in the file system do not.
TEST_F(OwnNetwork, HasAbstractUnixSocketsOfItsOwn) {
  const auto bind_abstract = [] {
    const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = "\0docker.sock"};
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
      return UniqueFd();
    return UniqueFd(::dup(socket.get()));
  };

  const auto of_bob = node(bob).run(bind_abstract);

  EXPECT_GE(of_bob.get(), 0);
  EXPECT_LT(node(bob).run(bind_abstract).get(), 0);
  EXPECT_GE(node(alice).run(bind_abstract).get(), 0);
}

}  // namespace
}  // namespace netrig
