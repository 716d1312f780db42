// "Building Containers from Scratch (Part 2): Network Isolation with Namespaces", steps 1 to 6 and
// the service inside the container, with the article's names and addresses.
#include "narrated.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Not;

// The machine of the article and the namespace that it makes: not connected yet.
class ContainersFromScratch : public Narrated<NetworkTest> {
 protected:
  const NodeId host = topology.add_host("host");
  const NodeId container_net = topology.add_host("container_net", {.loopback_up = false});

  // Steps 2 to 5: one cable, an end in each.
  void wire() {
    auto [veth_host, veth_container] = node(host).add_veth("veth-host", "veth-container");
    auto moved = veth_container.move_to(container_net);
    veth_host.add_address("192.168.10.1/24");
    veth_host.up();
    node(container_net).interface("lo").up();
    moved.add_address("192.168.10.2/24");
    moved.up();
  }
};

TEST_F(ContainersFromScratch, ANewNamespaceHasOnlyALoopbackDevice) {
  step("1", "Create a network namespace");

  claim("the namespace has a loopback device, which is down, and nothing else",
        node(container_net).interfaces(),
        ElementsAre(AllOf(Field(&InterfaceInfo::name, "lo"), IsDown())));
  claim("it has no routes", node(container_net).routes(), ElementsAre());
}

TEST_F(ContainersFromScratch, BothEndsOfAVethPairBeginInTheHost) {
  step("2", "Create a virtual ethernet pair");
  node(host).add_veth("veth-host", "veth-container");

  claim("the host has both ends", node(host).interfaces(),
        AllOf(HasInterface("veth-host"), HasInterface("veth-container")));
  claim("veth-host is down", node(host).interface("veth-host").info(), IsDown());
  claim("veth-container is down", node(host).interface("veth-container").info(), IsDown());
}

TEST_F(ContainersFromScratch, OneEndIsMovedIntoTheContainer) {
  auto [veth_host, veth_container] = node(host).add_veth("veth-host", "veth-container");

  step("3", "Move one end into the container's namespace");
  veth_container.move_to(container_net);

  claim("veth-container is gone from the host", node(host).interfaces(),
        AllOf(HasInterface("veth-host"), Not(HasInterface("veth-container"))));
  claim("the container has two interfaces, both down", node(container_net).interfaces(),
        ElementsAre(AllOf(Field(&InterfaceInfo::name, "lo"), IsDown()),
                    AllOf(Field(&InterfaceInfo::name, "veth-container"), IsDown())));
}

TEST_F(ContainersFromScratch, EachSideIsGivenItsAddress) {
  auto [veth_host, veth_container] = node(host).add_veth("veth-host", "veth-container");
  auto moved = veth_container.move_to(container_net);

  step("4", "Configure the host side");
  veth_host.add_address("192.168.10.1/24");
  veth_host.up();
  claim("veth-host is up", veth_host.info(), IsUp());
  claim("and has 192.168.10.1/24", node(host).addresses(),
        HasAddress("192.168.10.1/24", "veth-host"));
  claim("but no carrier while the other end is down", veth_host.info(),
        Field(&InterfaceInfo::has_carrier, false));

  step("5", "Configure the container side");
  node(container_net).interface("lo").up();
  moved.add_address("192.168.10.2/24");
  moved.up();
  claim("lo is up and has 127.0.0.1/8", node(container_net).addresses(),
        HasAddress("127.0.0.1/8", "lo"));
  claim("veth-container has 192.168.10.2/24", node(container_net).addresses(),
        HasAddress("192.168.10.2/24", "veth-container"));
  claim("the kernel made the route to 192.168.10.0/24", node(container_net).routes(),
        HasRoute({.destination = "192.168.10.0/24",
                  .interface = "veth-container",
                  .preferred_source = "192.168.10.2"}));
  claim("now the host's end has a carrier", veth_host.info(),
        Field(&InterfaceInfo::has_carrier, true));
}

TEST_F(ContainersFromScratch, HostAndContainerPingEachOther) {
  wire();

  step("6", "Test the connectivity");
  claim("the host pings the container three times", node(host).ping("192.168.10.2", 3),
        AllOf(Reached(), LosesNothing()));
  claim("the container pings the host three times", node(container_net).ping("192.168.10.1", 3),
        AllOf(Reached(), LosesNothing()));
}

TEST_F(ContainersFromScratch, AServiceInTheContainerIsReachedAndNotSeenByTheHost) {
  wire();
  constexpr auto hello = "HTTP/1.1 200 OK\r\n\r\nHello from the Container!\n";

  step("service", "Run a service on port 8080 inside the container");
  const auto service = node(container_net).serve(tcp(8080), {.answer = hello});
  claim("the container's socket list shows port 8080", node(container_net).listening_sockets(),
        ListensOn(tcp(8080)));
  claim("the host's socket list does not", node(host).listening_sockets(),
        Not(ListensOn(tcp(8080))));
  claim("the host gets the answer",
        node(host).ask(TcpProbe{.target = "192.168.10.2:8080/tcp",
                                .send = "GET / HTTP/1.1\r\nHost: 192.168.10.2:8080\r\n\r\n",
                                .expect = hello}),
        Reached());
  claim("the service saw the host's address",
        service.wait_for_callers(1, Deadline::in(kernel_patience)).front().remote.address,
        IpAddress("192.168.10.1"));
  claim("nobody listens on port 8080 of the host",
        node(container_net).connect("192.168.10.1:8080/tcp"), Refused());
}

TEST_F(ContainersFromScratch, TheContainerIsBlindToEverythingElse) {
  wire();

  step("outside", "Before there is a default route");
  claim("the container has no default route", node(container_net).routes(),
        Not(HasRouteTo("0.0.0.0/0")));
  claim("8.8.8.8 has no route", node(container_net).ping("8.8.8.8"), NoRoute());
}

TEST_F(ContainersFromScratch, BothMayHaveAServiceOnPort80) {
  wire();

  step("ports", "Listen on port 80 in the host and in the container");
  const auto of_host = node(host).serve(tcp(80), {.answer = "host"});
  const auto of_container = node(container_net).serve(tcp(80), {.answer = "container"});
  claim("the host's address answers for the host",
        node(container_net).ask(TcpProbe{.target = "192.168.10.1:80/tcp", .expect = "host"}),
        Reached());
  claim("the container's address answers for the container",
        node(host).ask(TcpProbe{.target = "192.168.10.2:80/tcp", .expect = "container"}),
        Reached());
}

}  // namespace
}  // namespace netrig
