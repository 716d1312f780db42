// Two sockets that want one port of a node, the first one bound before the second one tries: what
// the manual pages say, case by case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "one_host.hpp"
#include "sockets/bindings.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::Values;

struct SharingCase : Case {
  Binding first;
  Binding second;
  std::error_code expected;  ///< of the second one
};

class PortSharing : public OneHost,
                    public ::testing::WithParamInterface<std::tuple<TransportPort, SharingCase>> {
 protected:
  const TransportPort port = std::get<TransportPort>(GetParam());
  const SharingCase sharing = std::get<SharingCase>(GetParam());
};

TEST_P(PortSharing, IsWhatTheTableSays) {
  const auto first = host().run([&] { return bind_plainly(sharing.first, port); });
  const auto second = host().run([&] { return bind_plainly(sharing.second, port); });

  ASSERT_EQ(first.result, success);
  EXPECT_EQ(second.result, sharing.expected);
}

constexpr auto sharing_name = [](const auto& test) {
  const auto& [port, sharing] = test.param;
  return (port.protocol == Protocol::tcp ? "Tcp" : "Udp") + std::string(sharing.name);
};
const auto each_protocol = Values(tcp(80), udp(80));
const auto only_tcp = Values(tcp(80));
const auto only_udp = Values(udp(80));

INSTANTIATE_TEST_SUITE_P(
    WithoutOptions, PortSharing,
    Combine(each_protocol,
            Values(SharingCase{{"SameAddress"}, {"127.0.0.1"}, {"127.0.0.1"}, in_use},
                   SharingCase{{"SameIpv6Address"}, {"::1"}, {"::1"}, in_use},
                   SharingCase{{"TwoAddresses"}, {"127.0.0.1"}, {"127.0.0.2"}, success},
                   SharingCase{{"WildcardTwice"}, {"0.0.0.0"}, {"0.0.0.0"}, in_use},
                   SharingCase{{"WildcardThenAddress"}, {"0.0.0.0"}, {"127.0.0.1"}, in_use},
                   SharingCase{{"AddressThenWildcard"}, {"127.0.0.1"}, {"0.0.0.0"}, in_use},
                   SharingCase{{"Ipv6WildcardThenAddress"}, {"::"}, {"::1"}, in_use},
                   SharingCase{{"Ipv6AddressThenWildcard"}, {"::1"}, {"::"}, in_use})),
    sharing_name);

// IPV6_V6ONLY in ipv6(7). Its default is 0 (net.ipv6.bindv6only).
constexpr auto v6_only = [](const char* address) {
  return Binding{.address = address, .v6_only = true};
};
INSTANTIATE_TEST_SUITE_P(
    BetweenFamilies, PortSharing,
    Combine(
        each_protocol,
        Values(SharingCase{{"DualThenIpv4"}, {"::"}, {"0.0.0.0"}, in_use},
               SharingCase{{"Ipv4ThenDual"}, {"0.0.0.0"}, {"::"}, in_use},
               SharingCase{{"DualThenIpv4Address"}, {"::"}, {"127.0.0.1"}, in_use},
               SharingCase{{"Ipv4AddressThenDual"}, {"127.0.0.1"}, {"::"}, in_use},
               SharingCase{{"V6OnlyThenIpv4"}, v6_only("::"), {"0.0.0.0"}, success},
               SharingCase{{"Ipv4ThenV6Only"}, {"0.0.0.0"}, v6_only("::"), success},
               SharingCase{{"V6OnlyThenDual"}, v6_only("::"), {"::"}, in_use},
               SharingCase{{"V6OnlyThenIpv6Address"}, v6_only("::"), {"::1"}, in_use},
               SharingCase{{"Ipv6AddressThenIpv4"}, {"::1"}, {"0.0.0.0"}, success},
               SharingCase{{"Ipv4ThenIpv6Address"}, {"0.0.0.0"}, {"::1"}, success},
               SharingCase{{"MappedThenIpv4Address"}, {"::ffff:127.0.0.1"}, {"127.0.0.1"}, in_use},
               SharingCase{{"Ipv4ThenMapped"}, {"0.0.0.0"}, {"::ffff:127.0.0.1"}, in_use},
               SharingCase{{"MappedThenOtherIpv4"}, {"::ffff:127.0.0.1"}, {"127.0.0.2"}, success})),
    sharing_name);

// SO_REUSEADDR in socket(7): "a socket may bind, except when there is an active listening socket
// bound to the address. When the listening socket is bound to INADDR_ANY with a specific port then
// it is not possible to bind to this port for any local address." And its BUGS: both sockets must
// have it.
INSTANTIATE_TEST_SUITE_P(
    ReuseAddress, PortSharing,
    Combine(
        only_tcp,
        Values(
            SharingCase{
                {"BothBound"}, bound("127.0.0.1", reuse), bound("127.0.0.1", reuse), success},
            SharingCase{
                {"OnlyTheFirst"}, bound("127.0.0.1", reuse), bound("127.0.0.1", no_reuse), in_use},
            SharingCase{
                {"OnlyTheSecond"}, bound("127.0.0.1", no_reuse), bound("127.0.0.1", reuse), in_use},
            SharingCase{
                {"FirstListens"}, listening("127.0.0.1", reuse), bound("127.0.0.1", reuse), in_use},
            SharingCase{{"SecondListens"},
                        bound("127.0.0.1", reuse),
                        listening("127.0.0.1", reuse),
                        success},
            SharingCase{{"WildcardListens"},
                        listening("0.0.0.0", reuse),
                        bound("127.0.0.1", reuse),
                        in_use},
            SharingCase{
                {"AddressListens"}, listening("127.0.0.1", reuse), bound("0.0.0.0", reuse), in_use},
            SharingCase{{"OtherAddressListens"},
                        listening("127.0.0.1", reuse),
                        bound("127.0.0.2", reuse),
                        success},
            SharingCase{
                {"WildcardBound"}, bound("0.0.0.0", reuse), bound("127.0.0.1", reuse), success},
            SharingCase{{"DualListens"}, listening("::", reuse), bound("127.0.0.1", reuse), in_use},
            SharingCase{
                {"Ipv4WildcardListens"}, listening("0.0.0.0", reuse), bound("::", reuse), in_use})),
    sharing_name);

INSTANTIATE_TEST_SUITE_P(
    ReuseAddressUdp, PortSharing,
    Combine(
        only_udp,
        Values(
            SharingCase{{"Both"}, bound("127.0.0.1", reuse), bound("127.0.0.1", reuse), success},
            SharingCase{
                {"OnlyTheFirst"}, bound("127.0.0.1", reuse), bound("127.0.0.1", no_reuse), in_use},
            SharingCase{
                {"OnlyTheSecond"}, bound("127.0.0.1", no_reuse), bound("127.0.0.1", reuse), in_use},
            SharingCase{{"WildcardThenAddress"},
                        bound("0.0.0.0", reuse),
                        bound("127.0.0.1", reuse),
                        success},
            SharingCase{{"DualThenIpv4"}, bound("::", reuse), bound("0.0.0.0", reuse), success})),
    sharing_name);

// SO_REUSEPORT in socket(7): "Permits multiple AF_INET or AF_INET6 sockets to be bound to an
// identical socket address. This option must be set on each socket (including the first socket)".
INSTANTIATE_TEST_SUITE_P(
    ReusePort, PortSharing,
    Combine(
        each_protocol,
        Values(
            SharingCase{{"Both"}, port_reuser("127.0.0.1"), port_reuser("127.0.0.1"), success},
            SharingCase{{"OnlyTheFirst"}, port_reuser("127.0.0.1"), {"127.0.0.1"}, in_use},
            SharingCase{{"OnlyTheSecond"}, {"127.0.0.1"}, port_reuser("127.0.0.1"), in_use},
            SharingCase{
                {"WildcardThenAddress"}, port_reuser("0.0.0.0"), port_reuser("127.0.0.1"), success},
            SharingCase{{"DualThenIpv4"}, port_reuser("::"), port_reuser("0.0.0.0"), success},
            SharingCase{{"AddressReuserThenPortReuser"},
                        listening("127.0.0.1", reuse),
                        port_reuser("127.0.0.1"),
                        in_use},
            SharingCase{{"PortReuserThenAddressReuser"},
                        port_reuser("127.0.0.1"),
                        listening("127.0.0.1", reuse),
                        in_use})),
    sharing_name);

// What socket(7) does not say. SO_REUSEPORT lets sockets share a port whose addresses overlap, not
// only identical ones (above), and the kernel asks for the first socket's options when the second
// one is bound, not for what they were when the first one was (inet_bind_conflict() in
// net/ipv4/inet_connection_sock.c, udp_lib_lport_inuse() in net/ipv4/udp.c), so that they need not
// be set "prior to calling bind(2)" there.
const Binding late_port_reuser{
    .address = "127.0.0.1", .reuse_port = true, .sets_options_late = true};
const Binding late_address_reuser{
    .address = "127.0.0.1", .reuse_address = true, .sets_options_late = true, .listens = false};
INSTANTIATE_TEST_SUITE_P(OtherThanDocumented, PortSharing,
                         Combine(each_protocol, Values(SharingCase{{"ReusePortAfterBind"},
                                                                   late_port_reuser,
                                                                   port_reuser("127.0.0.1"),
                                                                   success},
                                                       SharingCase{{"ReuseAddressAfterBind"},
                                                                   late_address_reuser,
                                                                   bound("127.0.0.1", reuse),
                                                                   success})),
                         sharing_name);

// "To prevent port hijacking, all of the processes binding to the same address must have the same
// effective UID": socket(7) on SO_REUSEPORT. It says no such thing of SO_REUSEADDR.
class PortSharingBetweenUsers : public PortSharing {
 protected:
  void network_ready() override {
    if (!has_other_users()) GTEST_SKIP() << "only one user id is mapped here: run as root";
  }
};

TEST_P(PortSharingBetweenUsers, IsWhatTheTableSays) {
  const auto first = host().run([&] { return bind_plainly(sharing.first, port); });
  const auto second = host().run([&] { return bind_plainly(sharing.second, port); });

  ASSERT_EQ(first.result, success);
  EXPECT_EQ(second.result, sharing.expected);
}

constexpr uid_t someone = 1;
INSTANTIATE_TEST_SUITE_P(
    Users, PortSharingBetweenUsers,
    Combine(each_protocol,
            Values(SharingCase{{"ReusePort"},
                               port_reuser("127.0.0.1"),
                               {.address = "127.0.0.1", .reuse_port = true, .owner = someone},
                               in_use},
                   SharingCase{{"ReuseAddress"},
                               bound("127.0.0.1", reuse),
                               {.address = "127.0.0.1",
                                .reuse_address = true,
                                .listens = false,
                                .owner = someone},
                               success})),
    sharing_name);

}  // namespace
}  // namespace netrig
