// "The Unseen Network: Deep Dive into Linux Network Namespace Isolation": my_namespace, and veth0
// and veth1 between it and the host; bridges; and what the article expects of isolation and
// multi-tenancy.
#include "narrated.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Not;
using ::testing::Property;

class DeepDive : public Narrated<NetworkTest> {
 protected:
  const NodeId host = topology.add_host("host");
  const NodeId my_namespace = topology.add_host("my_namespace", {.loopback_up = false});
};

TEST_F(DeepDive, ANamespaceIsMadeAndRemoved) {
  step("managing", "Create, list and delete a namespace");
  Topology one;
  one.add_host("my_namespace");
  Network made(one);
  claim("the list has it, and nothing else", made.nodes(),
        ElementsAre(Property("name", &Node::name, "my_namespace")));
  claim("it has a loopback device", made.node("my_namespace").interfaces(), HasInterface("lo"));
  claim("and it is another one than the host's",
        made.node("my_namespace").network_namespace().inode(),
        Not(node(host).network_namespace().inode()));
  EXPECT_NO_THROW(made.remove()) << "the kernel confirms that it is gone";
}

TEST_F(DeepDive, WorkRunsInsideTheNamespace) {
  step("processes", "Run something within the namespace");
  claim("it sees lo, down, and no address", node(my_namespace).interfaces(),
        ElementsAre(AllOf(Field(&InterfaceInfo::name, "lo"), IsDown())));
  claim("as there is none", node(my_namespace).addresses(), ElementsAre());
}

TEST_F(DeepDive, AVethPairJoinsHostAndNamespace) {
  step("veth", "Create veth0 and veth1 and move veth1");
  auto [veth0, veth1] = node(host).add_veth("veth0", "veth1");
  auto moved = veth1.move_to(my_namespace);

  step("up", "Bring both ends up, then assign the addresses");
  moved.up();
  veth0.up();
  moved.add_address("192.168.1.2/24");
  veth0.add_address("192.168.1.1/24");

  claim("the namespace reaches the host", node(my_namespace).ping("192.168.1.1"), Reached());
  claim("the host reaches the namespace", node(host).ping("192.168.1.2"), Reached());
  claim("the namespace cannot reach itself: the article leaves its lo down",
        node(my_namespace)
            .ask(EchoProbe{.target = "192.168.1.2", .patience = std::chrono::milliseconds(100)}),
        DroppedAt(my_namespace, DropCause::link));
  node(my_namespace).interface("lo").up();
  claim("with lo up it can", node(my_namespace).ping("192.168.1.2"), Reached());
}

// Three containers on a bridge, as container engines have it.
class ContainersOnABridge : public Narrated<NetworkTest> {
 protected:
  const NodeId bridge =
      topology.add_switch("host", {.bridge = "docker0", .addresses = {"172.17.0.1/16"}});
  const NodeId web1 = topology.add_host("web1"), web2 = topology.add_host("web2"),
               web3 = topology.add_host("web3");

  ContainersOnABridge() {
    for (const auto container : {web1, web2, web3})
      topology.connect(container, bridge, "172.17.0.0/16");
  }
};

TEST_F(ContainersOnABridge, AllListenOnPort80AtTheSameTime) {
  step("bridge", "Listen on port 80 in each container");
  claim("port 80 is free in every node at once", network(), HasNoPortConflicts({tcp(80), udp(80)}));
  const auto first = node(web1).serve(tcp(80)), other = node(web2).serve(tcp(80)),
             third = node(web3).serve(tcp(80));

  claim("each is reached from the host",
        std::vector{node(bridge).connect(first), node(bridge).connect(other),
                    node(bridge).connect(third)},
        Each(Reached()));
  claim("the host's own socket list shows none of them", node(bridge).listening_sockets(),
        Not(ListensOn(tcp(80))));
}

TEST_F(ContainersOnABridge, ReachEachOtherThroughIt) {
  step("bridge", "Ping from container to container");
  claim("web1 reaches web2", node(web1).ping(web2), Reached());
  claim("web3 reaches web1", node(web3).ping(web1), Reached());
  claim("and the host", node(web2).ping("172.17.0.1"), Reached());
}

// Two tenants with the same addresses, who share nothing.
class Tenants : public Narrated<NetworkTest> {
 protected:
  const NodeId red = topology.add_host("red"), red_server = topology.add_host("red_server");
  const NodeId green = topology.add_host("green"), green_server = topology.add_host("green_server");

  Tenants() {
    topology.connect({red, {"192.168.1.1/24"}}, {red_server, {"192.168.1.2/24"}});
    topology.connect({green, {"192.168.1.1/24"}}, {green_server, {"192.168.1.2/24"}});
  }
};

TEST_F(Tenants, WithTheSameAddressesEachReachTheirOwnServer) {
  step("tenants", "Serve on the same address and port in both");
  const auto of_red = node(red_server).serve(tcp(80), {.answer = "red"});
  const auto of_green = node(green_server).serve(tcp(80), {.answer = "green"});

  claim("red's client gets red's answer",
        node(red).ask(TcpProbe{.target = "192.168.1.2:80/tcp", .expect = "red"}), Reached());
  claim("green's client gets green's answer",
        node(green).ask(TcpProbe{.target = "192.168.1.2:80/tcp", .expect = "green"}), Reached());
}

}  // namespace
}  // namespace netrig
