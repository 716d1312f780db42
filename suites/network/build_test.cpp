#include <netrig/gtest.hpp>

#include <sys/syscall.h>

#include <cerrno>

#include "families.hpp"
#include "namespace_test.hpp"
#include "process/descriptors.hpp"
#include "process/seccomp.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::Throws;

// client --- router --- server, in both families; a switch with two hosts behind the router.
class Campus : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const NodeId office = topology.add_switch("office");
  const NodeId desk = topology.add_host("desk"), printer = topology.add_host("printer");

  Campus() {
    topology.connect(client, router, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect({router, "wan0", {"192.0.2.1/24", "2001:db8:2::1/64"}},
                     {server, "eth0", {"192.0.2.80/24", "2001:db8:2::80/64"}});
    topology.connect(router, office, {"10.0.3.0/24", "2001:db8:3::/64"});
    topology.connect(desk, office, {"10.0.3.0/24", "2001:db8:3::/64"});
    topology.connect(printer, office, {"10.0.3.0/24", "2001:db8:3::/64"});
  }

  std::vector<std::vector<AddressInfo>> addresses_of(const std::vector<NodeId>& nodes) {
    std::vector<std::vector<AddressInfo>> of_each;
    for (const auto id : nodes) of_each.push_back(node(id).addresses());
    return of_each;
  }
  std::vector<InterfaceInfo> ends_of_links() {
    std::vector<InterfaceInfo> ends;
    for (std::size_t i = 0; i < topology.links().size(); ++i)
      for (const auto& end : link(LinkId{i}).ends()) ends.push_back(end.info());
    return ends;
  }
};

TEST_F(Campus, HasTheAddressesThatWereGivenAndPlanned) {
  EXPECT_THAT(node(client).addresses(),
              AllOf(HasAddress("10.0.1.2/24", "eth0"), HasAddress("2001:db8:1::2/64", "eth0")));
  EXPECT_THAT(node(router).addresses(),
              AllOf(HasAddress("10.0.1.1/24", "eth0"), HasAddress("192.0.2.1/24", "wan0"),
                    HasAddress("10.0.3.1/24", "eth1")));
}

// Of `lo` two, and three of each interface: one is link-local.
TEST_F(Campus, HasNoTentativeAddress) {
  const auto usable = Field("is_tentative", &AddressInfo::is_tentative, false);

  EXPECT_THAT(addresses_of({client, server, desk, printer}), Each(AllOf(SizeIs(5), Each(usable))));
  EXPECT_THAT(node(router).addresses(), AllOf(SizeIs(11), Each(usable)));
}

TEST_F(Campus, HasEveryLinkOperational) {
  const auto operational = Field("state", &InterfaceInfo::state, OperationalState::up);

  EXPECT_THAT(ends_of_links(), AllOf(SizeIs(10), Each(operational)));
  EXPECT_THAT(node(office).interface("br0").info(), operational);
}

TEST_F(Campus, HasTheRoutesThatWereComputed) {
  EXPECT_THAT(node(client).routes(), AllOf(HasRoute(Route::default_via("10.0.1.1")),
                                           HasRoute(Route::default_via("2001:db8:1::1"))));
  EXPECT_THAT(node(router).routes(), Not(HasRouteTo("0.0.0.0/0")));
}

TEST_F(Campus, ForwardsInRoutersOnly) {
  EXPECT_EQ(node(router).sysctl("net.ipv4.ip_forward"), "1");
  EXPECT_EQ(node(router).sysctl("net.ipv6.conf.all.forwarding"), "1");
  EXPECT_EQ(node(client).sysctl("net.ipv4.ip_forward"), "0");
  EXPECT_EQ(node(client).sysctl("net.ipv6.conf.all.forwarding"), "0");
}

TEST_F(Campus, ReachesEveryNodeFromEveryOtherInBothFamilies) {
  const std::vector hosts{client, router, server, desk, printer};
  std::vector<Question> questions;
  for (const auto from : hosts)
    for (const auto to : hosts)
      for (const auto family : {Family::ipv4, Family::ipv6})
        if (from != to)
          questions.push_back({from, EchoProbe{.target = node(from).address_of(to, family)}});

  EXPECT_THAT(network().ask(questions, Deadline::in(kernel_patience)), Each(Reached()));
}

TEST_F(Campus, SwitchesLookAtFramesOnly) {
  EXPECT_THAT(node(office).addresses(),
              AllOf(Not(IsEmpty()), Each(Field(&AddressInfo::interface, "lo"))));
  EXPECT_THAT(node(office).interfaces(),
              AllOf(Contains(AllOf(Field(&InterfaceInfo::name, "br0"),
                                   Field(&InterfaceInfo::kind, "bridge"))),
                    HasInterface("port1"), HasInterface("port2"), HasInterface("port3")));
}

TEST_F(Campus, GivesBackEveryDescriptor) {
  const auto one_network = [this] {
    Network another(topology);
    another[client].ping(server);
    auto echo = another[server].serve(tcp(7));
    another[client].connect(echo);
    another[client].run([] {});
  };
  one_network();
  const auto before = open_descriptors();

  for (int i = 0; i < 10; ++i) one_network();

  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(Campus, IsFoundByName) {
  EXPECT_EQ(node("desk").id(), desk);
  EXPECT_THROW(node("dsek"), DescriptionError);
}

TEST_F(Campus, RefusesAnIdOfNoNode) {
  EXPECT_THROW(network()[NodeId{99}], DescriptionError);
}

TEST_F(Campus, KeepsItsHandlesValidWhenItIsMoved) {
  Network original(topology);
  const auto handle = original[client];

  const Network moved(std::move(original));

  EXPECT_THAT(handle.ping(server), Reached());
}

TEST_F(Campus, RunsBesideAnotherWithTheSameNamesAndAddresses) {
  const Network twin(topology);
  auto ours = node(server).serve(tcp(80), {.answer = "ours"});
  auto theirs = twin[server].serve(tcp(80), {.answer = "theirs"});

  const auto ask = TcpProbe{.target = "192.0.2.80:80/tcp", .expect = ""};
  const auto with = [&](std::string expected) {
    auto probe = ask;
    probe.expect = std::move(expected);
    return probe;
  };
  EXPECT_THAT(node(client).ask(with("ours")), Reached());
  EXPECT_THAT(twin[client].ask(with("theirs")), Reached());
}

// Three routers, each joined to both others.
//
//   client -- one -- two -- server
//              \      |
//               \- three
class Detours : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  const NodeId one = topology.add_router("one"), two = topology.add_router("two"),
               three = topology.add_router("three");
  const LinkId shortest = topology.connect(one, two, {"10.1.2.0/24", "2001:db8:12::/64"});

  Detours() {
    topology.connect(client, one, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect(one, three, {"10.1.3.0/24", "2001:db8:13::/64"});
    topology.connect(three, two, {"10.2.3.0/24", "2001:db8:23::/64"});
    topology.connect(two, server, {"10.0.2.0/24", "2001:db8:2::/64"});
  }
};

class DetoursInBothFamilies : public Detours, public OfEachFamily {
 protected:
  Outcome ping_over(unsigned char hops) {
    return node(client).ask(
        EchoProbe{.target = node(client).address_of(server, GetParam()), .ttl = hops});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, DetoursInBothFamilies, both_families, family_name);

TEST_P(DetoursInBothFamilies, AreNotTaken) {
  EXPECT_THAT(ping_over(1), RejectedBy(node(one)));
  EXPECT_THAT(ping_over(2), RejectedBy(node(two)));
  EXPECT_THAT(ping_over(3), Reached());
}

TEST_F(Detours, AreAsTheyWereDescribed) {
  EXPECT_EQ(network().topology(), topology);
  EXPECT_EQ(network().plan(), plan(topology));
}

class NetworkRemove : public NamespaceTest {};

TEST_F(NetworkRemove, HearsTheKernelsWordForEachNamespace) {
  Topology topology;
  const auto lan = topology.add_switch("lan");
  for (int i = 0; i < 10; ++i)
    topology.connect(topology.add_host("host" + std::to_string(i)), lan, "10.0.0.0/24");
  Network network(topology);

  EXPECT_NO_THROW(network.remove());
}

class NetworkNodes : public NamespaceTest {};

TEST_F(NetworkNodes, MayHaveALoopbackDeviceThatIsDown) {
  Topology topology;
  const auto container = topology.add_host("container", {.loopback_up = false});
  const Network network(topology);

  EXPECT_THAT(network[container].interfaces(),
              ElementsAre(AllOf(Field(&InterfaceInfo::name, "lo"), IsDown())));
  network[container].interface("lo").up();
  EXPECT_THAT(network[container].interfaces(), ElementsAre(IsUp()));
}

TEST_F(NetworkNodes, MayBeSwitchesWithAnAddress) {
  Topology topology;
  const auto bridge = topology.add_switch(
      "docker", {.bridge = "docker0", .addresses = {"172.17.0.1/16", "2001:db8:17::1/64"}});
  const auto container = topology.add_host("container");
  topology.connect(container, bridge, {"172.17.0.0/16", "2001:db8:17::/64"});
  const Network network(topology);

  EXPECT_THAT(network[container].ping("172.17.0.1"), Reached());
  EXPECT_THAT(network[container].ping("2001:db8:17::1"), Reached());
}

TEST_F(NetworkNodes, MayHaveLinksThatAreDownAtFirst) {
  Topology topology;
  const auto a = topology.add_host("a"), b = topology.add_host("b");
  const auto cable = topology.connect(a, b, "10.0.0.0/24", {.up = false});
  const Network network(topology);

  EXPECT_THAT(network[a].interface("eth0").info(), IsDown());
  EXPECT_THAT(network[a].ping("10.0.0.2"), NoRoute());
  network[cable].up();
  EXPECT_THAT(network[a].ping("10.0.0.2"), Reached());
}

// What a network is made with.
const std::vector<RefusedCall> all_that_it_takes{{.number = SYS_socket, .error = EPERM},
                                                 {.number = SYS_unshare, .error = EPERM},
                                                 {.number = SYS_setns, .error = EPERM},
                                                 {.number = SYS_clone, .error = EPERM},
                                                 {.number = SYS_clone3, .error = EPERM}};

class WrongDescription : public NamespaceTest {
 protected:
  Topology topology;
  const NodeId a = topology.add_host("a"), b = topology.add_host("b");
};

TEST_F(WrongDescription, IsRefusedBeforeAnySystemCall) {
  topology.connect({a, {"10.0.0.1/24"}}, {b, {"10.0.0.1/24"}});

  EXPECT_THROW(run_with_refused(all_that_it_takes, [&] { Network{topology}; }), DescriptionError);
}

TEST_F(WrongDescription, IsToldFromARefusedSystemCall) {
  topology.connect({a, {"10.0.0.1/24"}}, {b, {"10.0.0.2/24"}});

  EXPECT_THAT([&] { run_with_refused(all_that_it_takes, [&] { Network{topology}; }); },
              Throws<Error>(Property(&Error::code, std::errc::operation_not_permitted)));
}

}  // namespace
}  // namespace netrig
