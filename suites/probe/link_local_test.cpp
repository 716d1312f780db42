// IPv6 link-local addresses, which name a node only together with an interface: its number is their
// zone.
#include <algorithm>

#include "client_router_server.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Field;

class LinkLocal : public ClientRouterServer {
 protected:
  IpAddress address_of(NodeId id) {
    const auto all = node(id).interface("eth0").addresses();
    return std::ranges::find(all, true, &AddressInfo::is_link_local)->address.address();
  }
  /// The router's, as the client writes it.
  IpAddress gateway() {
    return to_string(address_of(router)) + "%" +
           std::to_string(node(client).interface("eth0").index());
  }
};

TEST_F(LinkLocal, IsReachedByEcho) {
  EXPECT_THAT(ping(client, gateway(), 3), Reached());
}

TEST_F(LinkLocal, IsReachedByTcp) {
  const auto echo = node(router).serve(tcp(7));

  const auto outcome = connect(client, {gateway(), tcp(7)});

  EXPECT_THAT(outcome, Reached());
  EXPECT_EQ(outcome.source->address, address_of(client));
}

TEST_F(LinkLocal, RefusesByUdp) {
  EXPECT_THAT(exchange(client, {gateway(), udp(7)}), Refused());
}

TEST_F(LinkLocal, IsReachedFromALinkLocalSource) {
  const auto echo = node(router).serve(udp(7));

  EXPECT_THAT(
      node(client).ask(UdpProbe{.target = {gateway(), udp(7)}, .source = address_of(client)}),
      Reached());
}

TEST_F(LinkLocal, IsResolved) {
  const auto mac = node(router).interface("eth0").info().mac;

  EXPECT_THAT(node(client).resolve_neighbour(gateway()),
              AllOf(Reached(), Field(&Outcome::mac, mac)));
  EXPECT_THAT(node(client).ask(NeighbourProbe{.target = address_of(router), .interface = "eth0"}),
              AllOf(Reached(), Field(&Outcome::mac, mac)));
}

TEST_F(LinkLocal, IsUnresolvedWhereNobodyHasIt) {
  const auto index = std::to_string(node(client).interface("eth0").index());

  EXPECT_THAT(ping(client, "fe80::77%" + index), Unresolved());
}

}  // namespace
}  // namespace netrig
