// "Understanding Linux Network Namespaces: How Containers Isolate and Connect Networks": blue and a
// second namespace, joined by veth1 and veth0. Its addresses are given without a prefix length,
// which makes them 192.168.10.1/32 and 192.168.10.2/32, and the article then says that the two
// reach each other.
#include "narrated.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;

class HowContainersConnect : public Narrated<NetworkTest> {
 protected:
  const NodeId host = topology.add_host("host");
  const NodeId blue = topology.add_host("blue", {.loopback_up = false});
  const NodeId second = topology.add_host("second_namespace", {.loopback_up = false});

  // The pair is made in the host, veth1 goes to blue and veth0 to the second namespace.
  void wire(const InterfaceAddress& of_blue, const InterfaceAddress& of_second) {
    auto [veth0, veth1] = node(host).add_veth("veth0", "veth1");
    auto in_blue = veth1.move_to(blue);
    auto in_second = veth0.move_to(second);
    in_blue.add_address(of_blue);
    in_second.add_address(of_second);
    in_blue.up();
    in_second.up();
  }
};

TEST_F(HowContainersConnect, ANamespaceSeesNeitherTheHostsInterfacesNorItsRoutesNorItsNeighbours) {
  auto [veth0, veth1] = node(host).add_veth("veth0", "veth1");
  veth0.add_address("192.0.2.1/24");
  veth0.up();
  veth1.up();
  node(host).add_neighbour(
      {.address = "192.0.2.9", .interface = "veth0", .mac = MacAddress("02:00:5e:10:00:09")});

  step("1", "Look from the host and from inside blue");
  claim("the host sees its interfaces", node(host).interfaces(),
        AllOf(HasInterface("veth0"), HasInterface("veth1")));
  claim("blue sees lo only", node(blue).interfaces(),
        ElementsAre(Field(&InterfaceInfo::name, "lo")));
  claim("the host has a route", node(host).routes(), HasRouteTo("192.0.2.0/24"));
  claim("blue has none", node(blue).routes(), IsEmpty());
  claim("the host has an ARP entry", node(host).neighbours(), HasNeighbour("192.0.2.9"));
  claim("blue has none", node(blue).neighbours(), IsEmpty());
}

TEST_F(HowContainersConnect, BothEndsAreInTheHostWhenTheyAreMade) {
  step("2", "Create the pair and look at the host's interfaces");
  node(host).add_veth("veth0", "veth1");

  claim("the host has both ends", node(host).interfaces(),
        AllOf(HasInterface("veth0"), HasInterface("veth1")));
  claim("blue has neither", node(blue).interfaces(),
        ElementsAre(Field(&InterfaceInfo::name, "lo")));
}

TEST_F(HowContainersConnect, EachEndIsInTheNamespaceItWasAttachedTo) {
  step("2", "Create the pair and attach its ends");
  wire("192.168.10.1/24", "192.168.10.2/24");

  claim("veth1 is in blue", node(blue).interfaces(), HasInterface("veth1"));
  claim("veth0 is in the second namespace", node(second).interfaces(), HasInterface("veth0"));
  claim("neither is in the host", node(host).interfaces(),
        AllOf(Not(HasInterface("veth0")), Not(HasInterface("veth1"))));
}

TEST_F(HowContainersConnect, AsWrittenWithoutAPrefixLengthTheTwoDoNotReachEachOther) {
  step("2", "Assign 192.168.10.1 and 192.168.10.2 as written: without a prefix length");
  wire("192.168.10.1/32", "192.168.10.2/32");

  claim("the addresses are there", node(blue).addresses(), HasAddress("192.168.10.1/32", "veth1"));
  claim("but with them came no route to the other side", node(blue).routes(),
        Not(HasRouteTo("192.168.10.0/24")));
  claim("so blue has no route to the second namespace", node(blue).ping("192.168.10.2"), NoRoute());
  claim("nor has the second namespace one to blue", node(second).ping("192.168.10.1"), NoRoute());
  claim("and the ARP table that the article shows stays empty", node(blue).neighbours(), IsEmpty());
}

TEST_F(HowContainersConnect, CorrectedWithAPrefixLengthTheTwoReachEachOther) {
  step("2", "Assign 192.168.10.1/24 and 192.168.10.2/24");
  wire("192.168.10.1/24", "192.168.10.2/24");

  claim("blue reaches the second namespace", node(blue).ping("192.168.10.2"), Reached());
  claim("the second namespace reaches blue", node(second).ping("192.168.10.1"), Reached());
}

TEST_F(HowContainersConnect, CorrectedWithARouteTheAddressesAsWrittenReachEachOther) {
  wire("192.168.10.1/32", "192.168.10.2/32");

  step("2", "Keep the addresses as written and add what is missing: a route at each side");
  node(blue).add_route({.destination = "192.168.10.2/32", .interface = "veth1"});
  node(second).add_route({.destination = "192.168.10.1/32", .interface = "veth0"});

  claim("blue reaches the second namespace", node(blue).ping("192.168.10.2"), Reached());
  claim("the second namespace reaches blue", node(second).ping("192.168.10.1"), Reached());
}

TEST_F(HowContainersConnect, TheArpTableOfOneShowsTheOther) {
  wire("192.168.10.1/24", "192.168.10.2/24");

  step("2", "Look at blue's ARP table");
  claim("it is empty at first", node(blue).neighbours(), Not(HasNeighbour("192.168.10.2")));
  claim("blue asks who has 192.168.10.2", node(blue).resolve_neighbour("192.168.10.2"),
        AllOf(Reached(), Field(&Outcome::mac, node(second).interface("veth0").info().mac)));
  claim("now it holds the second namespace's link-layer address", node(blue).neighbours(),
        HasNeighbour("192.168.10.2"));
  claim("the host's is empty as before", node(host).neighbours(), IsEmpty());
}

}  // namespace
}  // namespace netrig
