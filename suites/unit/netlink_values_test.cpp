#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/netlink/address_info.hpp"
#include "netrig/netlink/interface_info.hpp"
#include "netrig/netlink/neighbour.hpp"
#include "netrig/netlink/socket_info.hpp"
#include "print_case.hpp"

namespace netrig {
namespace {

using ::testing::PrintToString;
using ::testing::Values;

// Interfaces, as `ip link` prints them on one line.

using InterfaceCase = PrintCase<InterfaceInfo>;
class InterfaceInfoText : public ::testing::TestWithParam<InterfaceCase> {};

TEST_P(InterfaceInfoText, ReadsAsIpLink) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Interfaces, InterfaceInfoText,
    Values(InterfaceCase{{"Veth"},
                         {.index = 2,
                          .name = "eth0",
                          .kind = "veth",
                          .is_up = true,
                          .has_carrier = true,
                          .state = OperationalState::up,
                          .mtu = 1500,
                          .mac = "02:00:5e:10:00:00"},
                         "2: eth0 <UP,LOWER_UP> mtu 1500 state UP veth 02:00:5e:10:00:00"},
           InterfaceCase{
               {"LoopbackUp"},
               {.index = 1, .name = "lo", .is_up = true, .has_carrier = true, .mtu = 65536},
               "1: lo <UP,LOWER_UP> mtu 65536 state UNKNOWN"},
           InterfaceCase{{"LoopbackDown"},
                         {.index = 1, .name = "lo", .state = OperationalState::down, .mtu = 65536},
                         "1: lo <> mtu 65536 state DOWN"},
           InterfaceCase{{"CableOut"},
                         {.index = 16,
                          .name = "eth0",
                          .kind = "veth",
                          .is_up = true,
                          .state = OperationalState::lower_layer_down,
                          .mtu = 1500},
                         "16: eth0 <NO-CARRIER,UP> mtu 1500 state LOWERLAYERDOWN veth"},
           InterfaceCase{{"DownWithCarrier"},
                         {.index = 3,
                          .name = "tap0",
                          .has_carrier = true,
                          .state = OperationalState::down,
                          .mtu = 1500},
                         "3: tap0 <LOWER_UP> mtu 1500 state DOWN"},
           InterfaceCase{{"PortOfABridge"},
                         {.index = 17,
                          .name = "port1",
                          .kind = "veth",
                          .is_up = true,
                          .has_carrier = true,
                          .state = OperationalState::up,
                          .mtu = 9000,
                          .mac = "02:00:5e:10:00:01",
                          .master = 16,
                          .peer_index = 18,
                          .alias = "to client"},
                         "17: port1@if18 <UP,LOWER_UP> mtu 9000 master if16 state UP veth "
                         "02:00:5e:10:00:01 alias to client"}),
    case_name);

using StateCase = PrintCase<OperationalState>;
class OperationalStateText : public ::testing::TestWithParam<StateCase> {};

TEST_P(OperationalStateText, IsTheWordOfIpLink) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    States, OperationalStateText,
    Values(StateCase{{"Unknown"}, OperationalState::unknown, "UNKNOWN"},
           StateCase{{"NotPresent"}, OperationalState::not_present, "NOTPRESENT"},
           StateCase{{"Down"}, OperationalState::down, "DOWN"},
           StateCase{{"LowerLayerDown"}, OperationalState::lower_layer_down, "LOWERLAYERDOWN"},
           StateCase{{"Testing"}, OperationalState::testing, "TESTING"},
           StateCase{{"Dormant"}, OperationalState::dormant, "DORMANT"},
           StateCase{{"Up"}, OperationalState::up, "UP"},
           StateCase{{"OneOfALaterKernel"}, static_cast<OperationalState>(9), "state 9"}),
    case_name);

// Addresses.

TEST(AddressInfoText, IsInterfaceAndAddress) {
  const AddressInfo v4{.interface = "eth0", .interface_index = 16, .address = "192.168.10.2/24"};
  const AddressInfo v6{.interface = "eth0", .interface_index = 16, .address = "2001:db8::2/64"};

  EXPECT_EQ(PrintToString(v4), "eth0 192.168.10.2/24");
  EXPECT_EQ(PrintToString(v6), "eth0 2001:db8::2/64");
}

TEST(AddressInfoText, SaysWhenItIsTentative) {
  const AddressInfo address{.interface = "eth0",
                            .interface_index = 16,
                            .address = "fe80::1/64",
                            .is_link_local = true,
                            .is_tentative = true};

  EXPECT_EQ(PrintToString(address), "eth0 fe80::1/64 tentative");
}

// Neighbours, as `ip neigh` prints them.

using NeighbourCase = PrintCase<Neighbour>;
class NeighbourText : public ::testing::TestWithParam<NeighbourCase> {};

TEST_P(NeighbourText, ReadsAsIpNeigh) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Entries, NeighbourText,
    Values(NeighbourCase{{"Reachable"},
                         {"10.0.0.2", "eth0", "02:00:5e:10:00:00", NeighbourState::reachable},
                         "10.0.0.2 dev eth0 lladdr 02:00:5e:10:00:00 REACHABLE"},
           NeighbourCase{{"V6Stale"},
                         {"2001:db8::2", "eth0", "02:00:5e:10:00:00", NeighbourState::stale},
                         "2001:db8::2 dev eth0 lladdr 02:00:5e:10:00:00 STALE"},
           NeighbourCase{{"Failed"},
                         {"10.0.0.3", "eth0", {}, NeighbourState::failed},
                         "10.0.0.3 dev eth0 FAILED"}),
    case_name);

using NeighbourStateCase = PrintCase<NeighbourState>;
class NeighbourStateText : public ::testing::TestWithParam<NeighbourStateCase> {};

TEST_P(NeighbourStateText, IsTheWordOfIpNeigh) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    States, NeighbourStateText,
    Values(NeighbourStateCase{{"None"}, NeighbourState::none, "NONE"},
           NeighbourStateCase{{"Incomplete"}, NeighbourState::incomplete, "INCOMPLETE"},
           NeighbourStateCase{{"Reachable"}, NeighbourState::reachable, "REACHABLE"},
           NeighbourStateCase{{"Stale"}, NeighbourState::stale, "STALE"},
           NeighbourStateCase{{"Delay"}, NeighbourState::delay, "DELAY"},
           NeighbourStateCase{{"Probe"}, NeighbourState::probe, "PROBE"},
           NeighbourStateCase{{"Failed"}, NeighbourState::failed, "FAILED"},
           NeighbourStateCase{{"Noarp"}, NeighbourState::noarp, "NOARP"},
           NeighbourStateCase{{"Permanent"}, NeighbourState::permanent, "PERMANENT"},
           NeighbourStateCase{{"OneOfALaterKernel"}, static_cast<NeighbourState>(20), "state 20"}),
    case_name);

// Sockets, as `ss -tulnp` prints them.

using SocketCase = PrintCase<ListeningSocket>;
class ListeningSocketText : public ::testing::TestWithParam<SocketCase> {};

TEST_P(ListeningSocketText, ReadsAsSs) {
  EXPECT_EQ(PrintToString(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Sockets, ListeningSocketText,
    Values(SocketCase{{"HeldByOne"},
                      {.local = "0.0.0.0:8080/tcp", .holders = {{12, "nginx", 6}}},
                      "0.0.0.0:8080/tcp users:((\"nginx\",pid=12,fd=6))"},
           SocketCase{
               {"HeldByTwo"},
               {.local = "0.0.0.0:8080/tcp", .holders = {{12, "nginx", 6}, {13, "nginx", 7}}},
               "0.0.0.0:8080/tcp "
               "users:((\"nginx\",pid=12,fd=6),(\"nginx\",pid=13,fd=7))"},
           SocketCase{{"HeldByStrangers"}, {.local = "[::]:53/udp"}, "[::]:53/udp"},
           SocketCase{
               {"V6Only"}, {.local = "[::]:53/udp", .is_v6_only = true}, "[::]:53/udp v6only:1"}),
    case_name);

}  // namespace
}  // namespace netrig
