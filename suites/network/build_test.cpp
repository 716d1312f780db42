#include <netrig/gtest.hpp>

#include <filesystem>

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

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
};

TEST_F(Campus, HasTheAddressesThatWereGivenAndPlanned) {
  EXPECT_THAT(node(client).addresses(),
              AllOf(HasAddress("10.0.1.2/24", "eth0"), HasAddress("2001:db8:1::2/64", "eth0")));
  EXPECT_THAT(node(router).addresses(),
              AllOf(HasAddress("10.0.1.1/24", "eth0"), HasAddress("192.0.2.1/24", "wan0"),
                    HasAddress("10.0.3.1/24", "eth1")));
}

TEST_F(Campus, HasNoTentativeAddress) {
  for (const auto& each : network().nodes())
    EXPECT_THAT(each.addresses(), Each(Field(&AddressInfo::is_tentative, false))) << each.name();
}

TEST_F(Campus, HasEveryLinkOperational) {
  for (const auto& each : network().nodes())
    for (const auto& interface : each.interfaces()) {
      if (interface.name == "lo") continue;
      EXPECT_EQ(interface.state, OperationalState::up) << each.name() << ": " << interface;
    }
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
  EXPECT_THAT(node(office).addresses(), Each(Field(&AddressInfo::interface, "lo")));
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

TEST(NetworkRemove, HearsTheKernelsWordForEachNamespace) {
  Topology topology;
  const auto lan = topology.add_switch("lan");
  for (int i = 0; i < 10; ++i)
    topology.connect(topology.add_host("host" + std::to_string(i)), lan, "10.0.0.0/24");
  Network network(topology);

  EXPECT_NO_THROW(network.remove());
}

TEST(NetworkNodes, MayHaveALoopbackDeviceThatIsDown) {
  Topology topology;
  const auto container = topology.add_host("container", {.loopback_up = false});
  const Network network(topology);

  EXPECT_THAT(network[container].interfaces(),
              ElementsAre(AllOf(Field(&InterfaceInfo::name, "lo"), IsDown())));
  network[container].interface("lo").up();
  EXPECT_THAT(network[container].interfaces(), ElementsAre(IsUp()));
}

TEST(NetworkNodes, MayBeSwitchesWithAnAddress) {
  Topology topology;
  const auto bridge = topology.add_switch(
      "docker", {.bridge = "docker0", .addresses = {"172.17.0.1/16", "2001:db8:17::1/64"}});
  const auto container = topology.add_host("container");
  topology.connect(container, bridge, {"172.17.0.0/16", "2001:db8:17::/64"});
  const Network network(topology);

  EXPECT_THAT(network[container].ping("172.17.0.1"), Reached());
  EXPECT_THAT(network[container].ping("2001:db8:17::1"), Reached());
}

TEST(NetworkNodes, MayHaveLinksThatAreDownAtFirst) {
  Topology topology;
  const auto a = topology.add_host("a"), b = topology.add_host("b");
  const auto cable = topology.connect(a, b, "10.0.0.0/24", {.up = false});
  const Network network(topology);

  EXPECT_THAT(network[a].interface("eth0").info(), IsDown());
  EXPECT_THAT(network[a].ping("10.0.0.2"), Not(Reached()));
  network[cable].up();
  EXPECT_THAT(network[a].ping("10.0.0.2"), Reached());
}

// What the description cannot know, the kernel refuses halfway: nothing is left, and the error says
// which operation on which object of which node it was.
TEST(NetworkFailure, NamesTheRouteThatTheKernelRefusedAndLeavesNothing) {
  Topology topology;
  const auto a = topology.add_host("a"), b = topology.add_host("b");
  topology.connect(a, b, "10.0.0.0/24");
  topology.add_route(b, {.destination = "2001:db8::/32", .via = "fe80::1", .interface = "lo"});
  const auto before = open_descriptors();

  try {
    const Network network(topology);
    FAIL() << "a route through an unreachable gateway was added";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "cannot add route 2001:db8::/32 via fe80::1 dev lo in 'b': Invalid argument (kernel: "
        "Egress device can not be loopback device for this route)");
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(NetworkFailure, RefusesAWrongDescriptionBeforeAnySystemCall) {
  Topology topology;
  const auto a = topology.add_host("a"), b = topology.add_host("b");
  topology.connect({a, {"10.0.0.1/24"}}, {b, {"10.0.0.1/24"}});

  EXPECT_THROW(Network{topology}, DescriptionError);
}

}  // namespace
}  // namespace netrig
