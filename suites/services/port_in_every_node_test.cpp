// Port-conflict freedom between nodes: the same port in each.
#include <netrig/gtest.hpp>

#include "families.hpp"
#include "netrig/network/port_conflicts.hpp"
#include "sockets/plain_client.hpp"
#include "sockets/plain_socket.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Combine;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::Values;

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
  return (port.protocol == Protocol::tcp ? "Tcp" : "Udp") + name_of(family);
}

class TenHosts : public NetworkTest {
 protected:
  const NodeId lan = topology.add_switch("lan");
  std::vector<NodeId> hosts;

  TenHosts() {
    for (int i = 0; i < 10; ++i) {
      hosts.push_back(topology.add_host(fmt::format("host{}", i)));
      topology.connect(lan, hosts.back(), {"192.0.2.0/24", "2001:db8::/64"});
    }
  }
};

class PortInEveryNode : public TenHosts,
                        public ::testing::WithParamInterface<std::tuple<TransportPort, Family>> {
 protected:
  const TransportPort port = std::get<TransportPort>(GetParam());
  const Family family = std::get<Family>(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Ports, PortInEveryNode, Combine(Values(tcp(80), udp(53)), both_families),
                         [](const auto& test) { return std::apply(name_of, test.param); });

TEST_P(PortInEveryNode, IsServedInEachByItsOwnService) {
  const auto services = serve_names(network(), hosts, port);

  EXPECT_EQ(ask_names(network(), hosts, port, family), names_of(network(), hosts));
}

TEST_P(PortInEveryNode, IsServedInTwoNetworksWithTheSameAddresses) {
  const Network twin(topology);
  const auto services = serve_names(network(), hosts, port);
  const auto twin_services = serve_names(twin, hosts, port);

  ask_names(twin, hosts, port, family);

  EXPECT_THAT(services.at(1).callers(), IsEmpty());
  EXPECT_THAT(twin_services.at(1).wait_for_callers(1, Deadline::in(client_patience)), SizeIs(1));
}

TEST_P(PortInEveryNode, IsBoundInAllAtOnce) {
  const Binding wildcard{.address = either(family, "0.0.0.0", "::")};

  const auto sockets = bind_everywhere(network(), wildcard, port);

  EXPECT_THAT(sockets,
              AllOf(SizeIs(11), Each(Field(&BoundPlainSocket::result, std::error_code()))));
}

using Ports = TenHosts;

TEST_F(Ports, AreFreeInAWholeNetwork) {
  EXPECT_THAT(port_conflicts(network(), {tcp(80), tcp(8080), udp(53)}), IsEmpty());
}

TEST_F(Ports, AreMissingWhereTheyAreServed) {
  const auto web = node("host3").serve(tcp(80));

  EXPECT_THAT(port_conflicts(network(), {tcp(80), udp(80)}),
              ElementsAre(AllOf(
                  Field(&PortConflict::node, "host3"), Field(&PortConflict::port, tcp(80)),
                  Field(&PortConflict::holders,
                        ElementsAre(Field(&ListeningSocket::local, Endpoint("[::]:80/tcp")))))));
}

}  // namespace
}  // namespace netrig
