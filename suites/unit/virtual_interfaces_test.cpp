// Interfaces beside the ends of links: what is wrong with them is said before any system call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netlink/fdb_entry.hpp"
#include "netrig/topology/plan.hpp"
#include "planned_routes.hpp"
#include "print_case.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::PrintToString;
using ::testing::ThrowsMessage;
using ::testing::Values;

struct Refused : Case {
  VirtualInterface interface;
  const char* reason;
};

class RefusedInterface : public ::testing::TestWithParam<Refused> {
 protected:
  RefusedInterface() { topology.connect({host, "wan0", {"10.0.0.1/24"}}, peer); }

  Topology topology;
  const NodeId host = topology.add_host("host"), peer = topology.add_host("peer");
};

TEST_P(RefusedInterface, IsRefusedWithTheReason) {
  EXPECT_THAT(
      [this] {
        auto described = topology;
        described.add_interface(host, GetParam().interface);
        plan(described);
      },
      ThrowsMessage<DescriptionError>(HasSubstr(GetParam().reason)));
}

const Vxlan too_great{.id = 1 << 24};
const Vxlan mixed{.id = 1, .local = "192.0.2.1", .remote = "2001:db8::1"};
const Vxlan group{.id = 1, .remote = "239.0.0.1"};
const Vxlan external_with_id{.id = 1, .external = true};

INSTANTIATE_TEST_SUITE_P(
    Alone, RefusedInterface,
    Values(Refused{{"Loopback"}, {"lo", Dummy()}, "'lo'"},
           Refused{
               {"VlanZero"}, {"v", Vlan{.parent = "eth0", .id = 0}}, "a VLAN's id is 1 to 4094"},
           Refused{{"VlanTooGreat"},
                   {"v", Vlan{.parent = "eth0", .id = 4095}},
                   "a VLAN's id is 1 to 4094"},
           Refused{{"VniTooGreat"}, {"vx", too_great}, "a vxlan's id is at most 16777215"},
           Refused{{"MixedFamilies"}, {"vx", mixed}, "its ends are of different families"},
           Refused{{"GroupWithoutUnderlay"}, {"vx", group}, "a multicast group needs the underlay"},
           Refused{{"ExternalWithAnId"}, {"vx", external_with_id}, "come with each packet"},
           Refused{{"VrfOfTableMain"}, {"red", Vrf{.table = 254}}, "table 254 is taken"},
           Refused{{"TunnelWithoutEnds"}, {"gre1", Gre()}, "needs the address of one of its ends"},
           Refused{{"MulticastAddress"}, {"d", Dummy(), {"239.0.0.1/24"}}, "multicast address"},
           Refused{{"MtuTooSmall"}, {.name = "d", .kind = Dummy(), .mtu = 67}, "68 to 65535"},
           Refused{{"MtuTooSmallForIpv6"},
                   {.name = "d", .kind = Dummy(), .addresses = {"2001:db8::1/64"}, .mtu = 1279},
                   "IPv6 needs an MTU of 1280 bytes"},
           Refused{{"MacOfAGroup"},
                   {.name = "d", .kind = Dummy(), .mac = MacAddress("01:00:5e:00:00:01")},
                   "a group's address"},
           Refused{{"OnItself"}, {"mv0", Macvlan{.parent = "mv0"}}, "it cannot stand on itself"},
           Refused{{"PortTwice"}, {"br0", Bridge{.ports = {"eth0", "eth0"}}}, "'eth0' twice"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    InItsNode, RefusedInterface,
    Values(Refused{{"UnknownParent"},
                   {"mv0", Macvlan{.parent = "eth7"}},
                   "cannot add interface 'mv0 macvlan link eth7 mode bridge' to 'host': it names "
                   "'eth7', and 'host' has 'lo', 'wan0' before it"},
           Refused{{"MasterThatIsNone"},
                   {.name = "d", .kind = Dummy(), .master = "wan0"},
                   "'wan0' is neither a bridge nor a VRF"},
           Refused{{"NameTwice"}, {"wan0", Dummy()}, "two interfaces of 'host' are called 'wan0'"},
           Refused{{"AddressTwice"}, {"d", Dummy(), {"10.0.0.1/32"}}, "10.0.0.1 twice"},
           Refused{{"OverlappingSubnet"}, {"d", Dummy(), {"10.0.0.9/24"}}, "the subnets overlap"},
           Refused{{"PortWithAddresses"},
                   {"br0", Bridge{.ports = {"wan0"}}},
                   "cannot give 10.0.0.1/24 to 'wan0' of 'host': it is a port of bridge 'br0', and "
                   "ports have no addresses; give it to the bridge"},
           Refused{{"PortOptionsOfNoPort"},
                   {.name = "d", .kind = Dummy(), .port = {.isolated = true}},
                   "it has options of a port, and is no bridge's port"}),
    case_name);

class DescribedInterfaces : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId host = topology.add_host("host"), router = topology.add_router("router");
  const NodeId lan = topology.add_switch("lan");
};

TEST_F(DescribedInterfaces, FollowTheLinksInTheOrderGiven) {
  topology.add_interface(host, {"mv0", Macvlan{.parent = "eth0"}});
  topology.add_interface(host, {"v0", Vlan{.parent = "mv0", .id = 7}});
  topology.connect(host, router);

  const auto planned = plan(topology).node(host);

  EXPECT_EQ(planned.interfaces.at(0).index, 16);
  EXPECT_EQ(planned.virtual_interfaces.at(0).index, 17);
  EXPECT_EQ(planned.virtual_interfaces.at(1).index, 18);
}

TEST_F(DescribedInterfaces, StandOnNothingThatComesLater) {
  topology.add_interface(host, {"v0", Vlan{.parent = "mv0", .id = 7}});
  topology.add_interface(host, {"mv0", Dummy()});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>(HasSubstr("it names 'mv0', and 'host' has 'lo'")));
}

TEST_F(DescribedInterfaces, AreInOneBridgeOnly) {
  topology.add_interface(host, {"d", Dummy()});
  topology.add_interface(host, {"br0", Bridge{.ports = {"d"}}});
  topology.add_interface(host, {"br1", Bridge{.ports = {"d"}}});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>(HasSubstr("'d' is in 'br0' already")));
}

TEST_F(DescribedInterfaces, OfAMacvlanAreInItsParentsSubnet) {
  topology.connect({host, {"10.0.0.1/24"}}, router, "10.0.0.0/24");
  topology.add_interface(host, {"mv0", Macvlan{.parent = "eth0"}, {"10.0.0.2/24"}});

  EXPECT_EQ(plan(topology).node(router).addresses(), std::vector<InterfaceAddress>{"10.0.0.3/24"});
}

TEST_F(DescribedInterfaces, MayHaveTheSameAddressesInDifferentVrfs) {
  const auto other = topology.add_host("other");
  topology.connect({router, "red", {"10.0.0.1/24"}}, {host, {"10.0.0.2/24"}});
  topology.connect({router, "blue", {"10.0.0.1/24"}}, {other, {"10.0.0.2/24"}});
  topology.add_interface(router, {"vrf1", Vrf{.table = 1, .members = {"red"}}});
  topology.add_interface(router, {"vrf2", Vrf{.table = 2, .members = {"blue"}}});

  EXPECT_NO_THROW(plan(topology));
}

TEST_F(DescribedInterfaces, TakePartInRouting) {
  const auto far = topology.add_router("far");
  topology.connect(router, far, "10.0.0.0/24");
  topology.connect({router, "veth"}, {host, {"10.1.0.2/24"}});
  topology.add_interface(router, {"br0", Bridge{.ports = {"veth"}}, {"10.1.0.1/24"}});

  EXPECT_THAT(routes(topology, host), ElementsAre("default via 10.1.0.1 dev eth0"));
  EXPECT_THAT(routes(topology, far), ElementsAre("10.1.0.0/24 via 10.0.0.1 dev eth0"));
}

TEST_F(DescribedInterfaces, CarryGivenRoutes) {
  topology.add_interface(host, {"vx0", Vxlan{.id = 1}, {"10.9.0.1/24"}});
  topology.add_route(host, {.destination = "10.10.0.0/16", .via = "10.9.0.2"});

  EXPECT_THAT(routes(topology, host), Contains("10.10.0.0/16 via 10.9.0.2 dev vx0"));
}

TEST_F(DescribedInterfaces, JoinSegmentsWhoseLoopIsRefused) {
  topology.connect({host, "a"}, lan);
  topology.connect({host, "b"}, lan);
  topology.add_interface(host, {"br0", Bridge{.ports = {"a", "b"}}});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>(HasSubstr("closes a loop of switches")));
}

TEST_F(DescribedInterfaces, LetNoOptionsOfAPortGoUnused) {
  topology.connect(host, router, {}, {.port = {.isolated = true}});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>("the link between 'host' and 'router' has options of "
                                              "a port, and neither end is a bridge's port"));
}

TEST_F(DescribedInterfaces, HaveTheirBackupPortInTheSameBridge) {
  topology.connect(host, lan, {}, {.port = {.backup_port = "port9"}});

  EXPECT_THAT([this] { plan(topology); },
              ThrowsMessage<DescriptionError>("'port1' of 'lan' cannot have the backup port "
                                              "'port9': that is no other port of 'br0'"));
}

TEST_F(DescribedInterfaces, ArePrinted) {
  topology.connect(host, lan, {}, {.port = {.isolated = true, .learning = false}});
  topology.add_interface(host, {"mv0", Macvlan{.parent = "eth0"}, {"10.0.0.9/24"}});
  const auto filtering =
      topology.add_switch("filtering", {.options = {.multicast_snooping = false}});
  topology.add_interface(filtering, {.name = "tap0", .kind = Tap(), .master = "br0", .up = false});

  EXPECT_EQ(PrintToString(topology),
            "host host (mv0 macvlan link eth0 mode bridge 10.0.0.9/24)\n"
            "router router\n"
            "switch lan (br0)\n"
            "switch filtering (br0, mcast_snooping off, tap0 tap master br0 down)\n"
            "host eth0 -- lan port1, isolated on learning off");
  EXPECT_THAT(to_dot(topology),
              HasSubstr(R"("host\nmv0 macvlan link eth0 mode bridge 10.0.0.9/24")"));
}

using Printed = PrintCase<VirtualInterface>;
class PrintedInterface : public ::testing::TestWithParam<Printed> {};

TEST_P(PrintedInterface, IsInTheWordsOfIproute2) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, PrintedInterface,
    Values(Printed{{"Vlan"}, {"v", Vlan{.parent = "eth0", .id = 7}}, "v vlan link eth0 id 7"},
           Printed{{"Vxlan"},
                   {"vx0", Vxlan{.id = 10, .remote = "192.0.2.1", .learning = false}},
                   "vx0 vxlan id 10 remote 192.0.2.1 nolearning"},
           Printed{{"External"}, {"vx0", Vxlan{.external = true}}, "vx0 vxlan external"},
           Printed{{"Bridge"}, {"br0", Bridge{.ports = {"a", "b"}}}, "br0 bridge ports a b"},
           Printed{{"Vrf"}, {"red", Vrf{.table = 10, .members = {"a"}}}, "red vrf table 10 of a"},
           Printed{{"Gre"},
                   {"g", Gre{.remote = "192.0.2.1", .key = 7}},
                   "g gre remote 192.0.2.1 key 7"},
           Printed{{"Ip6gre"}, {"g", Gre{.remote = "2001:db8::1"}}, "g ip6gre remote 2001:db8::1"},
           Printed{{"WithAll"},
                   {.name = "d",
                    .kind = Dummy(),
                    .addresses = {"10.0.0.1/24"},
                    .mtu = 1400,
                    .mac = MacAddress("02:00:00:00:00:01"),
                    .master = "br0",
                    .port = {.hairpin = true},
                    .up = false},
                   "d dummy 10.0.0.1/24 mtu 1400 address 02:00:00:00:00:01 master br0 hairpin on "
                   "down"}),
    case_name);

TEST(PrintedPort, IsInTheWordsOfBridge) {
  EXPECT_EQ(PrintToString(PortInfo{.state = PortState::forwarding,
                                   .options = {.flood = false, .backup_port = "vx0"}}),
            "forwarding flood off backup_port vx0");
  EXPECT_EQ(PrintToString(PortVlan{.id = 10, .pvid = true, .untagged = true}),
            "vlan 10 pvid untagged");
}

TEST(PrintedFdbEntry, IsInTheWordsOfBridge) {
  EXPECT_EQ(PrintToString(FdbEntry{.mac = "02:00:5e:10:00:01", .interface = "port1"}),
            "02:00:5e:10:00:01 dev port1 master static");
  EXPECT_EQ(PrintToString(FdbEntry{.mac = every_mac,
                                   .interface = "vx0",
                                   .owner = FdbOwner::interface,
                                   .state = FdbState::permanent,
                                   .destination = "192.0.2.1",
                                   .source_vni = 10}),
            "00:00:00:00:00:00 dev vx0 dst 192.0.2.1 src_vni 10 self permanent");
}

}  // namespace
}  // namespace netrig
