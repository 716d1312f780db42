// What a node is given: put in force when all else is ready, in order, and whole or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "namespace_test.hpp"
#include "netlink/requests.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/error.hpp"
#include "netrig/gtest.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::ThrowsMessage;

// Each puts an address on `lo`, and so shows where and when it was put in force.
Configuration address_on_loopback(std::string address) {
  return {.kind = "address",
          .source = "",
          .text = std::move(address),
          .apply = [](const Configuration& configuration, Namespace& where) {
            netlink::Batch batch(where.name());
            netlink::add_address(batch, netlink::loopback, configuration.text);
            where.route_socket().execute(batch);
          }};
}

// Needs an address that an earlier one has put there, and the other end of the link.
Configuration reaches(std::string address) {
  return {.kind = "ping",
          .source = "",
          .text = std::move(address),
          .apply = [](const Configuration& configuration, Namespace& where) {
            const std::array inquiry{Inquiry{&where, EchoProbe{.target = configuration.text}}};
            const auto outcome = ask(inquiry, Deadline::in(kernel_patience));
            if (!outcome.front().reached()) throw DescriptionError(to_string(outcome.front()));
          }};
}

class ConfiguredNode : public NamespaceTest {
 protected:
  ConfiguredNode() { topology.connect(client, server, "10.0.0.0/24"); }

  Topology topology;
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
};

TEST_F(ConfiguredNode, HasItsConfigurationsInTheirOrderWhenTheNetworkIsReady) {
  topology.configure(client, address_on_loopback("192.0.2.1/32"));
  topology.configure(client, reaches("192.0.2.1"));
  topology.configure(client, reaches("10.0.0.2"));

  Network network(topology);

  EXPECT_THAT(network[client].ping("192.0.2.1"), Reached());
}

TEST_F(ConfiguredNode, IsGivenMoreWhileItRuns) {
  Network network(topology);

  network[server].configure(address_on_loopback("192.0.2.1/32"));

  EXPECT_THAT(network[server].ping("192.0.2.1"), Reached());
}

TEST_F(ConfiguredNode, EndsTheNetworkWhenAConfigurationIsRefused) {
  topology.configure(server, address_on_loopback("192.0.2.1/32"));
  topology.configure(server, address_on_loopback("192.0.2.1/32"));

  EXPECT_THAT([this] { Network network(topology); },
              ThrowsMessage<Error>("cannot add address 192.0.2.1/32 to 'lo' in 'server': File "
                                   "exists (kernel: ipv4: Address already assigned)"));
}

}  // namespace
}  // namespace netrig
