// Port-conflict freedom: between nodes there is none, and within a node it is what the manual pages
// say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/network/network.hpp"
#include "netrig/network/port_conflicts.hpp"
#include "netrig/topology/topology.hpp"
#include "plain_client.hpp"
#include "plain_socket.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::TestParamInfo;
using ::testing::Values;

const std::error_code success;
const auto in_use = std::make_error_code(std::errc::address_in_use);

// Ten hosts on a switch.
struct TenHosts {
  Topology topology;
  NodeId lan = topology.add_switch("lan");
  std::vector<NodeId> hosts = add_hosts();

 private:
  std::vector<NodeId> add_hosts() {
    std::vector<NodeId> added;
    for (int i = 0; i < 10; ++i) {
      added.push_back(topology.add_host(fmt::format("host{}", i)));
      topology.connect(lan, added.back(), {"192.0.2.0/24", "2001:db8::/64"});
    }
    return added;
  }
};

std::vector<std::string> names_of(const Network& network, const std::vector<NodeId>& hosts) {
  std::vector<std::string> names;
  for (const auto host : hosts) names.push_back(network[host].name());
  return names;
}

// In each host one that says its host's name.
std::vector<Service> serve_names(const Network& network, const std::vector<NodeId>& hosts,
                                 TransportPort port) {
  std::vector<Service> services;
  for (const auto host : hosts)
    services.push_back(network[host].serve(port, {.answer = network[host].name()}));
  return services;
}

// What the first host hears from all.
std::vector<std::string> ask_names(const Network& network, const std::vector<NodeId>& hosts,
                                   TransportPort port, Family family) {
  const auto asking = network[hosts.front()];
  std::vector<Endpoint> targets;
  for (const auto host : hosts) targets.emplace_back(asking.address_of(host, family), port);
  return asking.run([&] {
    std::vector<std::string> answers;
    for (const auto& target : targets)
      answers.push_back(port.protocol == Protocol::tcp
                            ? TcpClient(target).receive_to_end()
                            : UdpClient(target.address.is_v6()).exchange(target, "?").text);
    return answers;
  });
}

std::vector<BoundPlainSocket> bind_everywhere(const Network& network, const Binding& binding,
                                              TransportPort port) {
  std::vector<BoundPlainSocket> sockets;
  for (const auto& node : network.nodes())
    sockets.push_back(node.run([&] { return bind_plainly(binding, port); }));
  return sockets;
}

std::string name_of(TransportPort port, Family family) {
  return (port.protocol == Protocol::tcp ? "Tcp" : "Udp") +
         std::string(family == Family::ipv4 ? "Ipv4" : "Ipv6");
}

class PortInEveryNode : public ::testing::TestWithParam<std::tuple<TransportPort, Family>> {
 protected:
  const TenHosts described;
  const Network network{described.topology};
  const TransportPort port = std::get<TransportPort>(GetParam());
  const Family family = std::get<Family>(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Ports, PortInEveryNode,
                         Combine(Values(tcp(80), udp(53)), Values(Family::ipv4, Family::ipv6)),
                         [](const auto& test) { return std::apply(name_of, test.param); });

TEST_P(PortInEveryNode, IsServedInEachByItsOwnService) {
  const auto services = serve_names(network, described.hosts, port);

  EXPECT_EQ(ask_names(network, described.hosts, port, family), names_of(network, described.hosts));
}

TEST_P(PortInEveryNode, IsServedInTwoNetworksWithTheSameAddresses) {
  const Network twin(described.topology);
  const auto services = serve_names(network, described.hosts, port);
  const auto twin_services = serve_names(twin, described.hosts, port);

  ask_names(twin, described.hosts, port, family);

  EXPECT_THAT(services.at(1).callers(), IsEmpty());
  EXPECT_THAT(twin_services.at(1).wait_for_callers(1, Deadline::in(client_patience)), SizeIs(1));
}

TEST_P(PortInEveryNode, IsBoundInAllAtOnce) {
  const Binding wildcard{.address = family == Family::ipv4 ? "0.0.0.0" : "::"};

  const auto sockets = bind_everywhere(network, wildcard, port);

  EXPECT_THAT(sockets, AllOf(SizeIs(11), Each(Field(&BoundPlainSocket::result, success))));
}

class Ports : public ::testing::Test {
 protected:
  const TenHosts described;
  const Network network{described.topology};
};

TEST_F(Ports, AreFreeInAWholeNetwork) {
  EXPECT_THAT(port_conflicts(network, {tcp(80), tcp(8080), udp(53)}), IsEmpty());
}

TEST_F(Ports, AreMissingWhereTheyAreServed) {
  const auto web = network.node("host3").serve(tcp(80));

  EXPECT_THAT(port_conflicts(network, {tcp(80), udp(80)}),
              ElementsAre(AllOf(
                  Field(&PortConflict::node, "host3"), Field(&PortConflict::port, tcp(80)),
                  Field(&PortConflict::holders,
                        ElementsAre(Field(&ListeningSocket::local, Endpoint("[::]:80/tcp")))))));
}

// Two sockets in one node: the first one is bound, then the second one tries.

struct SharingCase {
  const char* name;
  Binding first;
  Binding second;
  std::error_code expected;  ///< of the second one
};

Topology one_host() {
  Topology topology;
  topology.add_host("host");
  return topology;
}

class PortSharing : public ::testing::TestWithParam<std::tuple<TransportPort, SharingCase>> {
 protected:
  const Network network{one_host()};
  const Node host = network.node("host");
  const TransportPort port = std::get<TransportPort>(GetParam());
  const SharingCase sharing = std::get<SharingCase>(GetParam());
};

TEST_P(PortSharing, IsWhatTheTableSays) {
  const auto first = host.run([&] { return bind_plainly(sharing.first, port); });
  const auto second = host.run([&] { return bind_plainly(sharing.second, port); });

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
            Values(SharingCase{"SameAddress", {"127.0.0.1"}, {"127.0.0.1"}, in_use},
                   SharingCase{"SameIpv6Address", {"::1"}, {"::1"}, in_use},
                   SharingCase{"TwoAddresses", {"127.0.0.1"}, {"127.0.0.2"}, success},
                   SharingCase{"WildcardTwice", {"0.0.0.0"}, {"0.0.0.0"}, in_use},
                   SharingCase{"WildcardThenAddress", {"0.0.0.0"}, {"127.0.0.1"}, in_use},
                   SharingCase{"AddressThenWildcard", {"127.0.0.1"}, {"0.0.0.0"}, in_use},
                   SharingCase{"Ipv6WildcardThenAddress", {"::"}, {"::1"}, in_use},
                   SharingCase{"Ipv6AddressThenWildcard", {"::1"}, {"::"}, in_use})),
    sharing_name);

// IPV6_V6ONLY in ipv6(7). Its default is 0 (net.ipv6.bindv6only).
constexpr auto v6_only = [](const char* address) {
  return Binding{.address = address, .v6_only = true};
};
INSTANTIATE_TEST_SUITE_P(
    BetweenFamilies, PortSharing,
    Combine(
        each_protocol,
        Values(SharingCase{"DualThenIpv4", {"::"}, {"0.0.0.0"}, in_use},
               SharingCase{"Ipv4ThenDual", {"0.0.0.0"}, {"::"}, in_use},
               SharingCase{"DualThenIpv4Address", {"::"}, {"127.0.0.1"}, in_use},
               SharingCase{"Ipv4AddressThenDual", {"127.0.0.1"}, {"::"}, in_use},
               SharingCase{"V6OnlyThenIpv4", v6_only("::"), {"0.0.0.0"}, success},
               SharingCase{"Ipv4ThenV6Only", {"0.0.0.0"}, v6_only("::"), success},
               SharingCase{"V6OnlyThenDual", v6_only("::"), {"::"}, in_use},
               SharingCase{"V6OnlyThenIpv6Address", v6_only("::"), {"::1"}, in_use},
               SharingCase{"Ipv6AddressThenIpv4", {"::1"}, {"0.0.0.0"}, success},
               SharingCase{"Ipv4ThenIpv6Address", {"0.0.0.0"}, {"::1"}, success},
               SharingCase{"MappedThenIpv4Address", {"::ffff:127.0.0.1"}, {"127.0.0.1"}, in_use},
               SharingCase{"Ipv4ThenMapped", {"0.0.0.0"}, {"::ffff:127.0.0.1"}, in_use},
               SharingCase{"MappedThenOtherIpv4", {"::ffff:127.0.0.1"}, {"127.0.0.2"}, success})),
    sharing_name);

// SO_REUSEADDR in socket(7): "a socket may bind, except when there is an active listening socket
// bound to the address. When the listening socket is bound to INADDR_ANY with a specific port then
// it is not possible to bind to this port for any local address." And its BUGS: both sockets must
// have it.
constexpr auto bound = [](const char* address, bool reuse_address) {
  return Binding{.address = address, .reuse_address = reuse_address, .listens = false};
};
constexpr auto listening = [](const char* address, bool reuse_address) {
  return Binding{.address = address, .reuse_address = reuse_address};
};
constexpr bool reuse = true;
constexpr bool no_reuse = false;

INSTANTIATE_TEST_SUITE_P(
    ReuseAddress, PortSharing,
    Combine(only_tcp, Values(SharingCase{"BothBound", bound("127.0.0.1", reuse),
                                         bound("127.0.0.1", reuse), success},
                             SharingCase{"OnlyTheFirst", bound("127.0.0.1", reuse),
                                         bound("127.0.0.1", no_reuse), in_use},
                             SharingCase{"OnlyTheSecond", bound("127.0.0.1", no_reuse),
                                         bound("127.0.0.1", reuse), in_use},
                             SharingCase{"FirstListens", listening("127.0.0.1", reuse),
                                         bound("127.0.0.1", reuse), in_use},
                             SharingCase{"SecondListens", bound("127.0.0.1", reuse),
                                         listening("127.0.0.1", reuse), success},
                             SharingCase{"WildcardListens", listening("0.0.0.0", reuse),
                                         bound("127.0.0.1", reuse), in_use},
                             SharingCase{"AddressListens", listening("127.0.0.1", reuse),
                                         bound("0.0.0.0", reuse), in_use},
                             SharingCase{"OtherAddressListens", listening("127.0.0.1", reuse),
                                         bound("127.0.0.2", reuse), success},
                             SharingCase{"WildcardBound", bound("0.0.0.0", reuse),
                                         bound("127.0.0.1", reuse), success},
                             SharingCase{"DualListens", listening("::", reuse),
                                         bound("127.0.0.1", reuse), in_use},
                             SharingCase{"Ipv4WildcardListens", listening("0.0.0.0", reuse),
                                         bound("::", reuse), in_use})),
    sharing_name);

INSTANTIATE_TEST_SUITE_P(ReuseAddressUdp, PortSharing,
                         Combine(only_udp,
                                 Values(SharingCase{"Both", bound("127.0.0.1", reuse),
                                                    bound("127.0.0.1", reuse), success},
                                        SharingCase{"OnlyTheFirst", bound("127.0.0.1", reuse),
                                                    bound("127.0.0.1", no_reuse), in_use},
                                        SharingCase{"OnlyTheSecond", bound("127.0.0.1", no_reuse),
                                                    bound("127.0.0.1", reuse), in_use},
                                        SharingCase{"WildcardThenAddress", bound("0.0.0.0", reuse),
                                                    bound("127.0.0.1", reuse), success},
                                        SharingCase{"DualThenIpv4", bound("::", reuse),
                                                    bound("0.0.0.0", reuse), success})),
                         sharing_name);

// SO_REUSEPORT in socket(7): "Permits multiple AF_INET or AF_INET6 sockets to be bound to an
// identical socket address. This option must be set on each socket (including the first socket)".
constexpr auto port_reuser = [](const char* address) {
  return Binding{.address = address, .reuse_port = true};
};
INSTANTIATE_TEST_SUITE_P(
    ReusePort, PortSharing,
    Combine(each_protocol,
            Values(SharingCase{"Both", port_reuser("127.0.0.1"), port_reuser("127.0.0.1"), success},
                   SharingCase{"OnlyTheFirst", port_reuser("127.0.0.1"), {"127.0.0.1"}, in_use},
                   SharingCase{"OnlyTheSecond", {"127.0.0.1"}, port_reuser("127.0.0.1"), in_use},
                   SharingCase{"WildcardThenAddress", port_reuser("0.0.0.0"),
                               port_reuser("127.0.0.1"), success},
                   SharingCase{"DualThenIpv4", port_reuser("::"), port_reuser("0.0.0.0"), success},
                   SharingCase{"AddressReuserThenPortReuser", listening("127.0.0.1", reuse),
                               port_reuser("127.0.0.1"), in_use},
                   SharingCase{"PortReuserThenAddressReuser", port_reuser("127.0.0.1"),
                               listening("127.0.0.1", reuse), in_use})),
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
                         Combine(each_protocol,
                                 Values(SharingCase{"ReusePortAfterBind", late_port_reuser,
                                                    port_reuser("127.0.0.1"), success},
                                        SharingCase{"ReuseAddressAfterBind", late_address_reuser,
                                                    bound("127.0.0.1", reuse), success})),
                         sharing_name);

// "To prevent port hijacking, all of the processes binding to the same address must have the same
// effective UID": socket(7) on SO_REUSEPORT. It says no such thing of SO_REUSEADDR.
class PortSharingBetweenUsers : public PortSharing {
 protected:
  void SetUp() final {
    if (!has_other_users()) GTEST_SKIP() << "only one user id is mapped here: run as root";
  }
};

TEST_P(PortSharingBetweenUsers, IsWhatTheTableSays) {
  const auto first = host.run([&] { return bind_plainly(sharing.first, port); });
  const auto second = host.run([&] { return bind_plainly(sharing.second, port); });

  ASSERT_EQ(first.result, success);
  EXPECT_EQ(second.result, sharing.expected);
}

constexpr uid_t someone = 1;
INSTANTIATE_TEST_SUITE_P(
    Users, PortSharingBetweenUsers,
    Combine(each_protocol,
            Values(SharingCase{"ReusePort",
                               port_reuser("127.0.0.1"),
                               {.address = "127.0.0.1", .reuse_port = true, .owner = someone},
                               in_use},
                   SharingCase{"ReuseAddress",
                               bound("127.0.0.1", reuse),
                               {.address = "127.0.0.1",
                                .reuse_address = true,
                                .listens = false,
                                .owner = someone},
                               success})),
    sharing_name);

class PortInOneNode : public ::testing::Test {
 protected:
  BoundPlainSocket bind(const Binding& binding) const {
    return host.run([&] { return bind_plainly(binding, tcp(80)); });
  }

  const Network network{one_host()};
  const Node host = network.node("host");
};

// EADDRINUSE in listen(2): "Another socket is already listening on the same port."
TEST_F(PortInOneNode, IsListenedOnByOneOfTwoThatHaveSoReuseaddr) {
  const auto first = bind(bound("127.0.0.1", reuse));
  const auto second = bind(bound("127.0.0.1", reuse));

  EXPECT_EQ(listen_plainly(first), success);
  EXPECT_EQ(listen_plainly(second), in_use);
}

TEST_F(PortInOneNode, IsListenedOnByAllThatHaveSoReuseport) {
  const auto first = bind(port_reuser("127.0.0.1"));
  const auto second = bind(port_reuser("127.0.0.1"));

  EXPECT_EQ(first.result, success);
  EXPECT_EQ(second.result, success);
}

TEST_F(PortInOneNode, IsFreeWhenItsSocketIsClosed) {
  bind({"127.0.0.1"});

  EXPECT_EQ(bind({"127.0.0.1"}).result, success);
}

// "A TCP local socket address that has been bound is unavailable for some time after closing,
// unless the SO_REUSEADDR flag has been set": ip(7). Both sockets must have set it: socket(7),
// BUGS.

struct TimeWaitCase {
  const char* name;
  Binding before;
  Binding after;
  std::error_code expected;
};

class PortInTimeWait : public ::testing::TestWithParam<TimeWaitCase> {
 protected:
  const Network network{one_host()};
  const Node host = network.node("host");
};

TEST_P(PortInTimeWait, IsWhatTheTableSays) {
  const auto result = host.run([] {
    leave_in_time_wait(GetParam().before, tcp(80));
    return bind_plainly(GetParam().after, tcp(80)).result;
  });

  EXPECT_EQ(result, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(ReuseAddress, PortInTimeWait,
                         Values(TimeWaitCase{"Neither", listening("127.0.0.1", no_reuse),
                                             listening("127.0.0.1", no_reuse), in_use},
                                TimeWaitCase{"OnlyBefore", listening("127.0.0.1", reuse),
                                             listening("127.0.0.1", no_reuse), in_use},
                                TimeWaitCase{"OnlyAfter", listening("127.0.0.1", no_reuse),
                                             listening("127.0.0.1", reuse), in_use},
                                TimeWaitCase{"Both", listening("127.0.0.1", reuse),
                                             listening("127.0.0.1", reuse), success},
                                TimeWaitCase{"BothOnTheWildcard", listening("127.0.0.1", reuse),
                                             listening("0.0.0.0", reuse), success}),
                         [](const auto& test) { return std::string(test.param.name); });

// bind(2) promises EADDRNOTAVAIL for an address that is not the node's. As long as a namespace has
// never had an IPv4 address, not even 127.0.0.1, it has no table of them, and every address passes
// (__inet_dev_addr_type() in net/ipv4/fib_frontend.c answers RTN_BROADCAST).
TEST(PortOfAForeignAddress, IsRefusedInANodeThatHasAddresses) {
  const Network network(one_host());

  const auto result =
      network.node("host").run([] { return bind_plainly({"192.0.2.1"}, tcp(80)).result; });

  EXPECT_EQ(result, std::make_error_code(std::errc::address_not_available));
}

TEST(PortOfAForeignAddress, IsGrantedInANodeThatNeverHadAnAddress) {
  Topology topology;
  topology.add_host("bare", {.loopback_up = false});
  const Network network(topology);

  const auto result =
      network.node("bare").run([] { return bind_plainly({"192.0.2.1"}, tcp(80)).result; });

  EXPECT_EQ(result, success);
}

}  // namespace
}  // namespace netrig
